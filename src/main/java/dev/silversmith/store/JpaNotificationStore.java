package dev.silversmith.store;

import dev.silversmith.app.port.NotificationStore;
import dev.silversmith.app.port.NotificationView;
import dev.silversmith.app.port.NotificationView.Status;
import dev.silversmith.app.port.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The outbox, the newest message first. */
@ApplicationScoped
public class JpaNotificationStore implements NotificationStore {

    private static final String SELECT = """
            select n.id, n.kind, n.run_id, n.status, n.attempts,
                   case n.status when 'pending' then to_char(n.next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end,
                   n.last_error,
                   to_char(n.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                   to_char(n.delivered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
              from silversmith.notification n
             where true""";

    private static final String RENEW = """
            update silversmith.notification
               set status = 'pending', attempts = 0, next_attempt_at = clock_timestamp(), delivered_at = null, last_error = null
             where id = cast(?1 as uuid)
               and status <> 'pending'""";

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    /** A message's place in the list. */
    private record Place(Instant createdAt, UUID id) {

        static Place read(String text) {
            String[] parts = text.split(" ", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException("'%s' is no place in the list".formatted(text));
            }
            try {
                return new Place(Instant.parse(parts[0]), UUID.fromString(parts[1]));
            } catch (DateTimeParseException noInstant) {
                throw new IllegalArgumentException("'%s' is no place in the list".formatted(text), noInstant);
            }
        }

        static Place of(NotificationView message) {
            return new Place(message.createdAt(), message.id());
        }

        @Override
        public String toString() {
            return createdAt + " " + id;
        }
    }

    @Override
    public Page<NotificationView> list(Set<Status> statuses, int limit, Optional<String> cursor) {
        String list = Cursor.list(
                "notifications",
                NativeQuery.list(statuses.stream().map(Status::word).toList()));
        NativeQuery query = new NativeQuery().add(SELECT);
        if (!statuses.isEmpty()) {
            query.add(
                    " and n.status = any (string_to_array(?, ','))",
                    NativeQuery.list(statuses.stream().map(Status::word).toList()));
        }
        Cursor.item(list, cursor, Place::read)
                .ifPresent(place -> query.add(
                        " and (n.created_at, n.id) < (cast(? as timestamptz), cast(? as uuid))",
                        place.createdAt(),
                        place.id()));
        query.add(" order by n.created_at desc, n.id desc limit cast(? as bigint)", limit + 1);
        List<NotificationView> found = views(query);
        List<NotificationView> page = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(
                page,
                found.size() > limit
                        ? Optional.of(Cursor.after(list, Place.of(page.get(limit - 1))))
                        : Optional.empty());
    }

    @Override
    public Optional<NotificationView> find(UUID id) {
        return views(new NativeQuery().add(SELECT).add(" and n.id = cast(? as uuid)", id)).stream()
                .findFirst();
    }

    @Override
    public boolean renew(UUID id) {
        return entities.createNativeQuery(RENEW).setParameter(1, id.toString()).executeUpdate() == 1;
    }

    private List<NotificationView> views(NativeQuery query) {
        return query.rows(entities).stream().map(row -> view((Object[]) row)).toList();
    }

    private static NotificationView view(Object[] row) {
        return new NotificationView(
                (UUID) row[0],
                (String) row[1],
                Optional.ofNullable((UUID) row[2]),
                Status.ofWord((String) row[3]),
                ((Number) row[4]).intValue(),
                instant(row[5]),
                Optional.ofNullable((String) row[6]),
                instant(row[7]).orElseThrow(),
                instant(row[8]));
    }

    private static Optional<Instant> instant(Object text) {
        return Optional.ofNullable((String) text).map(Instant::parse);
    }
}
