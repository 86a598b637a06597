package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads of runs and steps. */
public interface RunQueries {

    /**
     * Which runs to list: those that satisfy every part.
     *
     * @param statuses any of these; empty for all
     * @param modes any of these; empty for all
     * @param procedures with a step of any of these; empty for all
     * @param requestedBy exact user; empty for all
     * @param requested when they were requested
     * @param text in number, idempotency key, reason, error, requester, selection or exclusion, in whatever case; empty for all
     * @param triggers words of what made the request, any of these; empty for all
     */
    record RunFilter(
            Set<RunStatus> statuses,
            Set<Mode> modes,
            Set<QualifiedName> procedures,
            Optional<String> requestedBy,
            Period requested,
            Optional<String> text,
            Set<String> triggers) {

        /** The words of what can make a request. */
        public static final List<String> TRIGGERS = List.of("api", "console", "schedule", "refresh", "import");

        public RunFilter {
            triggers = Set.copyOf(triggers);
            statuses = Set.copyOf(statuses);
            modes = Set.copyOf(modes);
            procedures = Set.copyOf(procedures);
        }

        /** Every run in one of some statuses; of none given, in any. */
        public static RunFilter of(Set<RunStatus> statuses) {
            return new RunFilter(
                    statuses, Set.of(), Set.of(), Optional.empty(), Period.ALWAYS, Optional.empty(), Set.of());
        }

        /** The same, but in any of some statuses. */
        public RunFilter in(Set<RunStatus> others) {
            return new RunFilter(others, modes, procedures, requestedBy, requested, text, triggers);
        }
    }

    /**
     * Runs, newest first.
     *
     * @param limit 1 to 200
     * @param cursor a page's {@code nextCursor}, of the same filter
     * @throws dev.silversmith.core.shared.ProblemException if the cursor is not one, or a procedure is neither in the catalog nor was
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
