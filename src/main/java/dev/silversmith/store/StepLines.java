package dev.silversmith.store;

import dev.silversmith.app.port.StepLine;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the last attempts of a run without their documents: a run may have 10,000 of them. */
final class StepLines {

    private static final String LINES = """
            select s.procedureId, s.id, p.schemaName, p.procedureName, s.kind, s.unit, s.transaction, s.attemptNo, s.status, s.notBefore, s.startedAt,
                   s.finishedAt, s.durationMs, s.rowsInserted, s.rowsUpdated, s.rowsDeleted, s.warningCount, s.skippedBecause, s.sqlState,
                   substring(s.errorMessage, 1, 300)
              from Step s, Procedure p
             where p.id = s.procedureId
               and s.runId = :run
             order by s.ordinal, s.attemptNo""";

    private static final String GROUP = "group:";

    private final Object[] row;
    private int column;

    private StepLines(Object[] row) {
        this.row = row;
    }

    static List<StepLine> of(EntityManager entities, UUID run) {
        Map<Object, Object[]> last = new LinkedHashMap<>();
        entities.createQuery(LINES, Object[].class)
                .setHint(JpaRunQueries.READ_ONLY, true)
                .setParameter("run", run)
                .getResultList()
                .forEach(row -> last.put(row[0], row));
        return last.values().stream().map(row -> new StepLines(row).line()).toList();
    }

    /** The arguments are evaluated from left to right, as the columns stand. */
    private StepLine line() {
        column = 1;
        return new StepLine(
                (UUID) next(),
                new QualifiedName((String) next(), (String) next()).toString(),
                (String) next(),
                group((String) next()),
                Transaction.ofWord((String) next()),
                (Integer) next(),
                StepStatus.ofWord((String) next()),
                maybe(Instant.class),
                maybe(Instant.class),
                maybe(Instant.class),
                maybe(Long.class),
                maybe(Long.class),
                maybe(Long.class),
                maybe(Long.class),
                (Integer) next(),
                maybe(String.class),
                maybe(String.class),
                maybe(String.class));
    }

    private Object next() {
        return row[column++];
    }

    private <T> Optional<T> maybe(Class<T> type) {
        return Optional.ofNullable(type.cast(next()));
    }

    private static Optional<String> group(String unit) {
        return unit.startsWith(GROUP) ? Optional.of(unit.substring(GROUP.length())) : Optional.empty();
    }
}
