package dev.silversmith.core.timeline;

import dev.silversmith.core.run.StepStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * When one attempt of a step happened.
 *
 * @param step the procedure's text form
 * @param number from 1
 * @param startedAt empty if it has not started
 * @param finishedAt empty while it goes on; an attempt that never started may have one
 */
public record Attempt(
        String step, int number, StepStatus status, Optional<Instant> startedAt, Optional<Instant> finishedAt) {

    /** Whether it started and goes on. */
    boolean isUnderWay() {
        return startedAt.isPresent() && finishedAt.isEmpty();
    }
}
