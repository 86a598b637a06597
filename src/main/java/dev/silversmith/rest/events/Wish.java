package dev.silversmith.rest.events;

import java.util.Optional;
import java.util.UUID;

/**
 * What somebody wants to hear of.
 *
 * @param run the run; empty for all runs, of which only the runs themselves are told
 * @param logs whether also of new lines of logs
 * @param step the only attempt whose lines are told; empty for all
 */
record Wish(Optional<UUID> run, boolean logs, Optional<UUID> step) {

    static final Wish OVERVIEW = new Wish(Optional.empty(), false, Optional.empty());

    boolean takesLinesOf(UUID ofRun, UUID ofStep) {
        return logs
                && run.equals(Optional.of(ofRun))
                && (step.isEmpty() || step.get().equals(ofStep));
    }
}
