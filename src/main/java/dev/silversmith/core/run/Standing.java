package dev.silversmith.core.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a procedure of a run stands, by its last attempt; in the order in which somebody wants to look at them. */
public enum Standing {
    FAILED,
    INTERRUPTED,
    RUNNING,
    /** Waits, and was tried before. */
    RETRYING,
    PENDING,
    SKIPPED,
    ROLLED_BACK,
    CANCELLED,
    SUCCEEDED;

    /** The word in addresses and in the keys of texts. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The standing of a word; empty for any other. */
    public static Optional<Standing> ofWord(String word) {
        return Arrays.stream(values())
                .filter(standing -> standing.word().equals(word))
                .findFirst();
    }

    /** The standing of a last attempt. */
    public static Standing of(StepStatus status, int attemptNo) {
        return switch (status) {
            case FAILED -> FAILED;
            case INTERRUPTED -> INTERRUPTED;
            case RUNNING -> RUNNING;
            case PENDING -> attemptNo > 1 ? RETRYING : PENDING;
            case SKIPPED -> SKIPPED;
            case ROLLED_BACK -> ROLLED_BACK;
            case CANCELLED -> CANCELLED;
            case SUCCEEDED -> SUCCEEDED;
        };
    }
}
