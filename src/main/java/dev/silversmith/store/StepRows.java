package dev.silversmith.store;

import dev.silversmith.app.port.StepView;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.EntityManager;
import java.util.List;

/** Reads attempts with their runs' numbers and their procedures' names. */
final class StepRows {

    private static final String STEPS = """
            select s, r.number, p.schemaName, p.procedureName
              from Step s, Run r, Procedure p
             where r.id = s.runId
               and p.id = s.procedureId
               and %s
             order by s.ordinal, s.attemptNo""";

    private StepRows() {}

    /**
     * In the plan's order, then by attempt.
     *
     * @param condition on {@code s}, with the parameter {@code :key}
     */
    static List<StepView> of(EntityManager entities, String condition, Object key) {
        return entities
                .createQuery(STEPS.formatted(condition), Object[].class)
                .setHint(JpaRunQueries.READ_ONLY, true)
                .setHint(JpaRunQueries.REFRESH, true)
                .setParameter("key", key)
                .getResultList()
                .stream()
                .map(row -> StepViews.of(
                        (StepRow) row[0], (Long) row[1], new QualifiedName((String) row[2], (String) row[3])))
                .toList();
    }
}
