package dev.silversmith.rest.events;

import java.time.Duration;
import java.time.Instant;

/** How many lines of logs one watcher gets: nobody reads faster. */
final class LogShare {

    static final int PER_SECOND = 200;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private Instant from = Instant.EPOCH;
    private int left;

    /** How many of some lines may be sent now. */
    int take(Instant now, int wanted) {
        if (!now.isBefore(from.plus(SECOND))) {
            from = now;
            left = PER_SECOND;
        }
        int given = Math.min(wanted, left);
        left -= given;
        return given;
    }
}
