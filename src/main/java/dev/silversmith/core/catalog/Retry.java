package dev.silversmith.core.catalog;

import java.time.Duration;

/**
 * How often a step is tried when it fails for a transient reason.
 *
 * @param maxAttempts at least 1
 * @param backoff the wait before the second attempt
 */
public record Retry(int maxAttempts, Duration backoff) {

    public static final Retry NONE = new Retry(1, Duration.ZERO);
}
