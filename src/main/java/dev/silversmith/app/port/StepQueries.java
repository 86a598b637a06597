package dev.silversmith.app.port;

import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads of attempts across runs. */
public interface StepQueries {

    /**
     * Which attempts to list: those that satisfy every part.
     *
     * @param run of this run; empty for all
     * @param procedures any of these; empty for all
     * @param statuses any of these; empty for all
     * @param sqlStates failed with any of these: five characters, or the two of a class; empty for all
     * @param began when they started; those that ended without a start count from their end, and those that wait for it are in no period
     */
    record StepFilter(
            Optional<UUID> run,
            Set<QualifiedName> procedures,
            Set<StepStatus> statuses,
            Set<String> sqlStates,
            Period began) {

        public StepFilter {
            procedures = Set.copyOf(procedures);
            statuses = Set.copyOf(statuses);
            sqlStates = Set.copyOf(sqlStates);
        }
    }

    /**
     * Attempts: those that wait for their start, then the others by start (or by end, without one), the newest first.
     *
     * @param limit 1 to 200
     * @param cursor a page's {@code nextCursor}, of the same filter
     * @throws dev.silversmith.core.shared.ProblemException if the cursor is not one, or a procedure is neither in the catalog nor was
     */
    Page<StepView> steps(StepFilter filter, int limit, Optional<String> cursor);
}
