package dev.silversmith.store;

import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.ProcedureMetrics;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.Json;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the sums of days, with what has ended since they were added up: a page is short however many attempts there were. */
@ApplicationScoped
public class JpaProcedureMetrics implements ProcedureMetrics {

    private static final String FRESH = """
            with fresh as materialized (
              select (ended_at at time zone 'UTC')::date as day, name as procedure, mode collate "C" as mode, status = 'succeeded' as success,
                     ceil(ln(greatest(duration_ms, 1)::double precision) / ln(1.02::double precision / 0.98))::integer as bucket,
                     duration_ms, coalesce(rows_inserted, 0) as inserted, coalesce(rows_updated, 0) as updated, coalesce(rows_deleted, 0) as deleted
                from silversmith.metric_delta
               where subject = 'step'
                 and status in ('succeeded', 'failed')
            ), added as materialized (
              select day, procedure, mode, count(*) filter (where success) as succeeded, count(*) filter (where not success) as failed,
                     sum(duration_ms) filter (where success) as duration_ms, sum(inserted) as inserted, sum(updated) as updated, sum(deleted) as deleted
                from fresh
               group by day, procedure, mode
            ), place as materialized (
              select day, procedure, mode from (
                (select day, procedure, mode from silversmith.metric_day where true""";

    private static final String ORDER = "order by day desc, procedure, mode limit cast(? as integer))";

    private static final String SUMS = """
              ) p order by day desc, procedure, mode limit cast(? as integer)
            )
            select p.day::text, p.procedure, p.mode,
                   coalesce(d.succeeded, 0) + coalesce(a.succeeded, 0), coalesce(d.failed, 0) + coalesce(a.failed, 0),
                   coalesce(d.duration_ms, 0) + coalesce(a.duration_ms, 0), q.p50, q.p95,
                   coalesce(d.rows_inserted, 0) + coalesce(a.inserted, 0), coalesce(d.rows_updated, 0) + coalesce(a.updated, 0),
                   coalesce(d.rows_deleted, 0) + coalesce(a.deleted, 0)
              from place p
              left join silversmith.metric_day d on d.day = p.day and d.procedure = p.procedure and d.mode = p.mode
              left join added a on a.day = p.day and a.procedure = p.procedure and a.mode = p.mode
             cross join lateral (
               select min(ms) filter (where up_to >= 0.5 * total) as p50, min(ms) filter (where up_to >= 0.95 * total) as p95
                 from (select 2 * power(1.02::double precision / 0.98, bucket) / (1.02::double precision / 0.98 + 1) as ms,
                              sum(sum(steps)) over (order by bucket) as up_to, sum(sum(steps)) over () as total
                         from (select bucket, steps from silversmith.metric_duration m
                                where m.procedure = p.procedure and m.mode = p.mode and m.day = p.day
                                union all
                               select f.bucket, 1 from fresh f
                                where f.procedure = p.procedure and f.mode = p.mode and f.day = p.day and f.success and f.duration_ms is not null) b
                        group by bucket) r
             ) q
             order by p.day desc, p.procedure, p.mode
            """;

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    @Override
    public Page<ProcedureDay> days(DayFilter filter, int limit, Optional<String> cursor) {
        String names = names(filter.procedures());
        String list = Cursor.list("days", names, filter.from(), filter.to());
        Optional<Place> after = Cursor.item(list, cursor, Place::read);
        NativeQuery query = new NativeQuery().add(FRESH);
        conditions(query, filter, names, after);
        query.add(ORDER, limit + 1).add("union (select day, procedure, mode from added where true");
        conditions(query, filter, names, after);
        query.add(ORDER, limit + 1).add(SUMS, limit + 1);
        List<ProcedureDay> found =
                query.rows(entities).stream().map(row -> day((Object[]) row)).toList();
        List<ProcedureDay> page = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(
                page,
                found.size() > limit
                        ? Optional.of(Cursor.after(list, Place.of(page.get(limit - 1))))
                        : Optional.empty());
    }

    private static void conditions(NativeQuery query, DayFilter filter, String names, Optional<Place> after) {
        if (!filter.procedures().isEmpty()) {
            query.add("and procedure in (select jsonb_array_elements_text(cast(? as jsonb)))", names);
        }
        filter.from().ifPresent(day -> query.add("and day >= cast(? as date)", day));
        filter.to().ifPresent(day -> query.add("and day <= cast(? as date)", day));
        after.ifPresent(place -> query.add("""
                and day <= cast(? as date)
                and (day < cast(? as date) or (procedure, mode) > (cast(? as text) collate "C", cast(? as text) collate "C"))
                """, place.day(), place.day(), place.procedure(), place.mode()));
    }

    /** Equal sets are equal text. */
    private static String names(Collection<QualifiedName> procedures) {
        return Json.createArrayBuilder(procedures.stream()
                        .sorted()
                        .map(QualifiedName::toString)
                        .toList())
                .build()
                .toString();
    }

    private static ProcedureDay day(Object[] row) {
        return new ProcedureDay(
                (String) row[1],
                (String) row[2],
                LocalDate.parse((String) row[0]),
                number(row[3]),
                number(row[4]),
                Duration.ofMillis(number(row[5])),
                milliseconds(row[6]),
                milliseconds(row[7]),
                number(row[8]),
                number(row[9]),
                number(row[10]));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private static Optional<Duration> milliseconds(Object value) {
        return Optional.ofNullable((Number) value).map(number -> Duration.ofMillis(Math.round(number.doubleValue())));
    }

    /** Where a page ends. */
    private record Place(LocalDate day, String mode, String procedure) {

        static Place of(ProcedureDay day) {
            return new Place(day.day(), day.mode(), day.procedure());
        }

        static Place read(String text) {
            String[] parts = text.split(" ", 3);
            if (parts.length != 3 || !parts[0].matches("\\d{4}-\\d{2}-\\d{2}")) {
                throw new IllegalArgumentException("no day, mode and procedure");
            }
            return new Place(LocalDate.parse(parts[0]), parts[1], parts[2]);
        }

        @Override
        public String toString() {
            return Stream.of(day, mode, procedure).map(Object::toString).collect(Collectors.joining(" "));
        }
    }
}
