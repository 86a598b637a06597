package dev.silversmith.store;

import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.ResetQueries;
import dev.silversmith.app.port.ResetView;
import dev.silversmith.core.catalog.ResetStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads of requests to set watermarks; lists go on after the last item's number. */
@ApplicationScoped
public class JpaResetQueries implements ResetQueries {

    private static final String RESETS = """
            select r, p, w.value
              from Reset r join Procedure p on p.id = r.procedureId left join Watermark w on w.procedureId = r.procedureId
             where\s""";

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    @Override
    public Page<ResetView> resets(ResetFilter filter, int limit, Optional<String> cursor) {
        List<UUID> procedures = ProcedureIds.of(entities, filter.procedures());
        List<String> statuses =
                filter.statuses().stream().map(ResetStatus::word).toList();
        String list = Cursor.list("resets", NativeQuery.list(statuses), NativeQuery.list(procedures));
        Map<String, Object> values = new TreeMap<>();
        String where = "r.number < :before";
        values.put("before", Cursor.number(list, cursor).orElse(Long.MAX_VALUE));
        if (!statuses.isEmpty()) {
            where += " and r.status in :statuses";
            values.put("statuses", statuses);
        }
        if (!procedures.isEmpty()) {
            where += " and r.procedureId in :procedures";
            values.put("procedures", procedures);
        }
        List<ResetView> found =
                views(where + " order by r.number desc", values, limit + 1).toList();
        if (found.size() <= limit) {
            return new Page<>(found, Optional.empty());
        }
        return new Page<>(
                found.subList(0, limit),
                Optional.of(Cursor.after(list, found.get(limit - 1).number())));
    }

    @Override
    public Optional<ResetView> reset(UUID id) {
        return views("r.id = :key", Map.of("key", id), 1).findFirst();
    }

    @Override
    public Optional<ResetView> reset(long number) {
        return views("r.number = :key", Map.of("key", number), 1).findFirst();
    }

    private Stream<ResetView> views(String where, Map<String, Object> values, int most) {
        TypedQuery<Object[]> query = entities.createQuery(RESETS + where, Object[].class)
                .setHint(JpaRunQueries.READ_ONLY, true)
                .setHint(JpaRunQueries.REFRESH, true)
                .setMaxResults(most);
        values.forEach(query::setParameter);
        return query.getResultList().stream()
                .map(row -> ((ResetRow) row[0]).toView(((ProcedureRow) row[1]).name(), (String) row[2]));
    }
}
