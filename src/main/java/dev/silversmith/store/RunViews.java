package dev.silversmith.store;

import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.RunView.StepCounts;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes what is shown of some runs out of their rows, with three queries more however many they are. */
final class RunViews {

    /**
     * Procedures, or refreshes, of runs by the status of their last attempt: all attempts less those that have a successor. Both are read from
     * an index alone, for a run may have 10,000 of them.
     */
    private static final String COUNTS = """
            select a.run_id, a.status, cast(sum(a.attempts) as bigint)
              from (select s.run_id, s.status, count(*) as attempts
                      from silversmith.%1$s s
                     where s.run_id = any (cast(string_to_array(?, ',') as uuid[]))
                     group by s.run_id, s.status
                     union all
                    select s.run_id, s.status, -count(*)
                      from silversmith.%1$s later
                      join silversmith.%1$s s
                        on s.run_id = later.run_id and s.%2$s = later.%2$s and s.attempt_no = later.attempt_no - 1
                     where later.run_id = any (cast(string_to_array(?, ',') as uuid[]))
                       and later.attempt_no > 1
                     group by s.run_id, s.status) a
             group by a.run_id, a.status""";

    private static final String STEP_COUNTS = COUNTS.formatted("transformation_step", "procedure_id");

    private static final String REFRESH_COUNTS = COUNTS.formatted("refresh_execution", "refresh_target_id");

    private static final String BLOCKERS = """
            select q.runId, q.waitingFor
              from Queued q
             where q.runId in :runs
               and q.waitingFor is not null""";

    private final EntityManager entities;

    RunViews(EntityManager entities) {
        this.entities = entities;
    }

    /** The views of the rows, in the same order. */
    List<RunView> of(List<RunRow> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<UUID> all = rows.stream().map(row -> row.id).toList();
        List<UUID> queued = rows.stream()
                .filter(row -> row.status.equals(RunStatus.QUEUED.word()))
                .map(row -> row.id)
                .toList();
        Map<UUID, Map<StepStatus, Long>> steps = counts(STEP_COUNTS, all);
        Map<UUID, Map<StepStatus, Long>> refreshes = counts(REFRESH_COUNTS, all);
        Map<UUID, Long> blockers = queued.isEmpty() ? Map.of() : blockers(queued);
        return rows.stream()
                .map(row -> view(
                        row,
                        counted(steps.getOrDefault(row.id, Map.of())),
                        counted(refreshes.getOrDefault(row.id, Map.of())),
                        Optional.ofNullable(blockers.get(row.id))))
                .toList();
    }

    private Map<UUID, Map<StepStatus, Long>> counts(String sql, List<UUID> runs) {
        Map<UUID, Map<StepStatus, Long>> counts = new HashMap<>();
        String ids = NativeQuery.list(runs);
        new NativeQuery()
                .add(sql, ids, ids).rows(entities).stream()
                        .map(Object[].class::cast)
                        .forEach(row -> counts.computeIfAbsent((UUID) row[0], id -> new EnumMap<>(StepStatus.class))
                                .put(StepStatus.ofWord((String) row[1]), (Long) row[2]));
        return counts;
    }

    private Map<UUID, Long> blockers(List<UUID> queued) {
        Map<UUID, Long> blockers = new HashMap<>();
        List<Object[]> found = entities.createQuery(BLOCKERS, Object[].class)
                .setParameter("runs", queued)
                .getResultList();
        found.forEach(row -> blockers.put((UUID) row[0], (Long) row[1]));
        return blockers;
    }

    private static StepCounts counted(Map<StepStatus, Long> counts) {
        return new StepCounts(
                counts.values().stream().mapToLong(Long::longValue).sum(),
                counts.getOrDefault(StepStatus.PENDING, 0L),
                counts.getOrDefault(StepStatus.RUNNING, 0L),
                counts.getOrDefault(StepStatus.SUCCEEDED, 0L),
                counts.getOrDefault(StepStatus.FAILED, 0L),
                counts.getOrDefault(StepStatus.SKIPPED, 0L),
                counts.getOrDefault(StepStatus.ROLLED_BACK, 0L),
                counts.getOrDefault(StepStatus.INTERRUPTED, 0L),
                counts.getOrDefault(StepStatus.CANCELLED, 0L));
    }

    /** History of elsewhere has needed none here. */
    private static RunView.Approval approval(RunRow row) {
        if (!row.mode.equals("full") || row.imported) {
            return RunView.Approval.NONE;
        }
        return new RunView.Approval(
                true,
                row.confirmed,
                Optional.ofNullable(row.reason),
                Optional.ofNullable(row.approver),
                Optional.ofNullable(row.decision),
                Optional.ofNullable(row.decisionReason),
                Optional.ofNullable(row.decidedAt),
                Optional.ofNullable(row.expiresAt),
                Optional.ofNullable(row.approvalAskedBy));
    }

    private static RunView view(RunRow row, StepCounts steps, StepCounts refreshes, Optional<Long> waitingFor) {
        Optional<Instant> startedAt = Optional.ofNullable(row.startedAt);
        Optional<Instant> finishedAt = Optional.ofNullable(row.finishedAt);
        Optional<Long> durationMs = startedAt.flatMap(
                start -> finishedAt.map(end -> Duration.between(start, end).toMillis()));
        return new RunView(
                row.id,
                row.number,
                row.idempotencyKey,
                row.mode,
                row.transactionScope,
                RunStatus.ofWord(row.status),
                row.trigger,
                row.selection,
                row.exclusion,
                row.onFailure,
                row.onOverlap,
                Optional.ofNullable(row.timeoutMs).map(Duration::ofMillis),
                row.maxParallel,
                row.dryRun,
                row.requestedBy,
                row.requestedAt,
                Optional.ofNullable(row.businessDate),
                waitingFor,
                startedAt,
                finishedAt,
                durationMs,
                Optional.ofNullable(row.rowsAffected),
                steps,
                refreshes,
                approval(row),
                Optional.ofNullable(row.resumedBy),
                Optional.ofNullable(row.resumedAt),
                Optional.ofNullable(row.planFingerprint),
                Optional.ofNullable(row.batchExecutionId),
                Optional.ofNullable(row.error));
    }
}
