package dev.silversmith.app;

import java.time.Duration;
import java.util.Optional;

/** How often, and how far apart, the delivery of a message is tried: twelve times in about a day. */
final class DeliveryAttempts {

    static final int MOST = 12;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);
    private static final double GROWTH = 3;

    /** Messages that failed together, as when a receiver is restarted, do not meet again. */
    private static final double JITTER = 0.2;

    private DeliveryAttempts() {}

    /**
     * The wait after a failed attempt; empty if it was the last one.
     *
     * @param attempts how many have failed, at least 1
     * @param random from 0, inclusive, to 1
     */
    static Optional<Duration> waitAfter(int attempts, double random) {
        if (attempts >= MOST) {
            return Optional.empty();
        }
        double grown = FIRST_WAIT.toMillis() * Math.pow(GROWTH, attempts - 1.0);
        double bounded = Math.min(grown, (double) LONGEST_WAIT.toMillis());
        return Optional.of(Duration.ofMillis(Math.round(bounded * (1 - JITTER * random))));
    }
}
