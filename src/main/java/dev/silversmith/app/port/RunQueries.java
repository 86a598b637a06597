package dev.silversmith.app.port;

import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.run.RunStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads of runs and steps. */
public interface RunQueries {

    /**
     * Which runs to list.
     *
     * @param statuses any of these; empty for all
     * @param requestedBy exact user; empty for all
     */
    record RunFilter(Set<RunStatus> statuses, Optional<String> requestedBy) {

        public static final RunFilter ALL = new RunFilter(Set.of(), Optional.empty());

        public RunFilter {
            statuses = Set.copyOf(statuses);
        }
    }

    /**
     * Runs, newest first.
     *
     * @param limit 1 to 200
     * @param cursor a page's {@code nextCursor}
     * @throws dev.silversmith.core.shared.ProblemException if the cursor is not one
     */
    Page<RunView> runs(RunFilter filter, int limit, Optional<String> cursor);

    Optional<RunView> run(UUID id);

    Optional<RunView> run(long number);

    /** Those of some runs that have ended. */
    Set<UUID> ended(Set<UUID> ids);

    /** Every attempt of a run, in the plan's order, then by attempt. */
    List<StepView> steps(UUID runId);

    Optional<StepView> step(UUID id);

    /** Log lines of an attempt by line. */
    Page<LogLine> logs(UUID stepId, int limit, Optional<String> cursor);

    /**
     * The last log lines of an attempt, by line; none for an unknown attempt.
     *
     * @param limit 1 to 500
     */
    List<LogLine> newestLogs(UUID stepId, int limit);

    Optional<Plan> plan(UUID runId);

    Optional<String> jobXml(UUID runId);
}
