package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Puts runs that have failed or were cancelled back into the queue. Every method works in the caller's transaction. */
public interface ResumeStore {

    /**
     * A run that somebody wants to resume.
     *
     * @param number for people
     * @param imported whether it is history from elsewhere
     * @param open the procedures whose last attempt did not succeed
     * @param views what is refreshed again, in the plan's order
     */
    record EndedRun(
            long number,
            RunStatus status,
            Mode mode,
            boolean imported,
            Set<QualifiedName> open,
            List<QualifiedName> views) {

        public EndedRun {
            open = Set.copyOf(open);
            views = List.copyOf(views);
        }

        /** Whether nothing is left to do. */
        public boolean done() {
            return open.isEmpty() && views.isEmpty();
        }
    }

    /**
     * What is changed.
     *
     * @param plan another plan; empty to go on with the run's own
     * @param reason why, if something was said
     */
    record Resumption(Optional<Plan> plan, Optional<String> reason, String actor) {}

    Optional<EndedRun> find(UUID runId);

    /** The procedures whose last attempt has not succeeded, whatever the run's status. */
    Set<QualifiedName> open(UUID runId);

    /**
     * Gives every procedure and every refresh without a success its next attempt, likewise every refresh that shows data of these or reads
     * their views, and puts the run into the queue; a full run that its approval does not cover,
     * for it is about another plan, has run out or was never given, waits for one again.
     *
     * @return the run's status then; empty if it is neither failed nor cancelled any more, so that nothing was done
     */
    Optional<RunStatus> resume(UUID runId, Resumption resumption);
}
