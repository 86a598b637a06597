package dev.silversmith.core.timeline;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time, its end not included.
 *
 * @param to not before {@code from}: an earlier one, as two clocks may make it, is taken as {@code from}
 */
public record Interval(Instant from, Instant to) {

    public Interval {
        to = to.isBefore(from) ? from : to;
    }

    public Duration length() {
        return Duration.between(from, to);
    }

    /** How much of it lies before an instant, from 0 to 1. */
    double shareBefore(Instant instant) {
        if (!instant.isAfter(from)) {
            return 0;
        }
        return instant.isBefore(to) ? (double) Duration.between(from, instant).toNanos() / length().toNanos() : 1;
    }
}
