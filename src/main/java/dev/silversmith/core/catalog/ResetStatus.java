package dev.silversmith.core.catalog;

import java.util.Arrays;
import java.util.Locale;

/** Where a request to set a watermark stands; only one that waits for a second person can still change. */
public enum ResetStatus {
    PENDING_APPROVAL,
    APPLIED,
    REJECTED,
    EXPIRED,
    CANCELLED;

    /** The word in tables and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The status that a word means.
     *
     * @throws IllegalArgumentException for any other word
     */
    public static ResetStatus ofWord(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown status of a reset '%s'".formatted(word)));
    }
}
