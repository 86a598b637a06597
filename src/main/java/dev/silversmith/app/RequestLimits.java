package dev.silversmith.app;

import java.time.Duration;

/** What a request for a run may say at most, however it is made. */
public final class RequestLimits {

    /** Most characters of a selection or an exclusion. */
    public static final int LONGEST_SELECTION = 100_000;

    public static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
    public static final Duration LONGEST_TIMEOUT = Duration.ofDays(31);

    /** The last year of a business date: PostgreSQL's calendar is shorter than Java's. */
    public static final int LAST_YEAR = 9999;

    /** Most characters of an idempotency key. */
    public static final int LONGEST_KEY = 255;

    private RequestLimits() {}

    /** Whether a text may be an idempotency key: 1 to 255 printable ASCII characters. */
    public static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_KEY
                && text.chars().allMatch(one -> one >= ' ' && one <= '~');
    }
}
