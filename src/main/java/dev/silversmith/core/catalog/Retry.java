package dev.silversmith.core.catalog;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;

/**
 * How often a step is tried when it fails for a transient reason.
 *
 * @param maxAttempts at least 1
 * @param backoff the wait before the second attempt; it doubles with each further one
 */
public record Retry(int maxAttempts, Duration backoff) {

    public static final Retry NONE = new Retry(1, Duration.ZERO);

    /** No wait between two attempts is longer. */
    public static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** What holds for procedures that share a transaction, which is tried as a whole: the fewest attempts, the longest backoff. */
    public static Retry together(Collection<Retry> members) {
        return new Retry(
                members.stream().mapToInt(Retry::maxAttempts).min().orElse(NONE.maxAttempts),
                members.stream()
                        .map(Retry::backoff)
                        .max(Comparator.naturalOrder())
                        .orElse(NONE.backoff));
    }

    /** Whether another attempt may follow the given number of attempts. */
    public boolean allowsAfter(int attempts) {
        return attempts < maxAttempts;
    }

    /**
     * The wait after a failed attempt: exponential, of which half is fixed and half is random ("equal jitter", M. Brooker, Exponential
     * Backoff and Jitter, AWS Architecture Blog 2015), so that attempts which failed together do not meet again.
     *
     * @param attempts how many have failed, at least 1
     * @param random from 0, inclusive, to 1
     */
    public Duration waitAfter(int attempts, double random) {
        double doubled = backoff.toMillis() * Math.pow(2, attempts - 1.0);
        double bounded = Math.min(doubled, (double) LONGEST_WAIT.toMillis());
        return Duration.ofMillis(Math.round(bounded / 2 + bounded / 2 * random));
    }
}
