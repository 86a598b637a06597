package dev.silversmith.store;

import dev.silversmith.app.port.RunListQueries.FirstFailure;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a list says of its runs beyond their own rows: warnings, and what went wrong first. */
final class RunMarks {

    private static final String WARNINGS = """
            select s.run_id, cast(sum(s.warning_count) as bigint)
              from silversmith.transformation_step s
             where s.run_id = any (cast(string_to_array(?, ',') as uuid[]))
               and s.status in ('succeeded', 'failed', 'interrupted', 'rolled_back', 'running', 'cancelled')
             group by s.run_id
            having sum(s.warning_count) > 0""";

    /** An attempt that failed and was tried again with success is no reason of the run's failure. */
    private static final String FAILURES = """
            select distinct on (s.run_id)
                   s.run_id, p.schema_name, p.procedure_name, s.attempt_no, s.sql_state, split_part(s.error_message, E'\\n', 1)
              from silversmith.transformation_step s
              join silversmith.transformation_procedure p on p.id = s.procedure_id
             where s.run_id = any (cast(string_to_array(?, ',') as uuid[]))
               and s.status = 'failed'
               and not exists (select
                                 from silversmith.transformation_step later
                                where later.run_id = s.run_id
                                  and later.procedure_id = s.procedure_id
                                  and later.attempt_no = s.attempt_no + 1)
             order by s.run_id, s.finished_at, s.ordinal""";

    private static final String REFRESHES = """
            select distinct on (e.run_id)
                   e.run_id, t.schema_name, t.view_name, e.attempt_no, e.sql_state, split_part(e.error_message, E'\\n', 1)
              from silversmith.refresh_execution e
              join silversmith.refresh_target t on t.id = e.refresh_target_id
             where e.run_id = any (cast(string_to_array(?, ',') as uuid[]))
               and e.status = 'failed'
               and not exists (select
                                 from silversmith.refresh_execution later
                                where later.run_id = e.run_id
                                  and later.refresh_target_id = e.refresh_target_id
                                  and later.attempt_no = e.attempt_no + 1)
             order by e.run_id, e.finished_at, e.ordinal""";

    private final Map<UUID, Long> warnings = new HashMap<>();
    private final Map<UUID, FirstFailure> failures = new HashMap<>();

    private RunMarks() {}

    static RunMarks of(EntityManager entities, Collection<RunView> runs) {
        RunMarks marks = new RunMarks();
        List<UUID> all = runs.stream().map(RunView::id).toList();
        new NativeQuery()
                .add(WARNINGS, NativeQuery.list(all)).rows(entities).stream()
                        .map(Object[].class::cast)
                        .forEach(row -> marks.warnings.put((UUID) row[0], (Long) row[1]));
        List<UUID> failed = runs.stream()
                .filter(run -> run.status() == RunStatus.FAILED)
                .map(RunView::id)
                .toList();
        if (!failed.isEmpty()) {
            marks.fail(entities, FAILURES, failed, false);
            marks.fail(entities, REFRESHES, failed, true);
        }
        return marks;
    }

    /** A run that has a failure keeps it. */
    private void fail(EntityManager entities, String sql, List<UUID> failed, boolean refresh) {
        new NativeQuery()
                .add(sql, NativeQuery.list(failed)).rows(entities).stream()
                        .map(Object[].class::cast)
                        .forEach(row -> failures.putIfAbsent((UUID) row[0], failure(row, refresh)));
    }

    private static FirstFailure failure(Object[] row, boolean refresh) {
        return new FirstFailure(
                new QualifiedName((String) row[1], (String) row[2]).toString(),
                refresh,
                ((Number) row[3]).intValue(),
                Optional.ofNullable((String) row[4]),
                row[5] == null ? "" : (String) row[5]);
    }

    long warnings(RunView run) {
        return warnings.getOrDefault(run.id(), 0L);
    }

    Optional<FirstFailure> failure(RunView run) {
        return Optional.ofNullable(failures.get(run.id()));
    }
}
