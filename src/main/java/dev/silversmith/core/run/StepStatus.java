package dev.silversmith.core.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Where one attempt of a procedure in a run stands.
 *
 * <p>An attempt that has ended never changes again: whoever tries the procedure once more makes the next attempt. So {@code interrupted},
 * the end of an attempt whose worker was given up for dead, is final too.
 */
public enum StepStatus {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    SKIPPED,
    ROLLED_BACK,
    INTERRUPTED,
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
    public static StepStatus ofWord(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown step status '%s'".formatted(word)));
    }

    /** Whether the attempt has ended. */
    public boolean isFinal() {
        return successors().isEmpty();
    }

    /** Whether the attempt has ended, and not with success. */
    public boolean isFinalFailure() {
        return isFinal() && this != SUCCEEDED;
    }

    /** Whether an attempt in this status may change to the other; no status may change to itself. */
    public boolean mayBecome(StepStatus next) {
        return successors().contains(next);
    }

    private Set<StepStatus> successors() {
        return switch (this) {
            // Failed: it could not even be called, for example because no connection was to be had.
            case PENDING -> Set.of(RUNNING, FAILED, SKIPPED, CANCELLED);
            // Rolled back: a member of a group that had finished when another one failed or was cancelled. Skipped: a
            // member whose turn had
            // not come then, for all are claimed together.
            case RUNNING -> Set.of(SUCCEEDED, FAILED, SKIPPED, ROLLED_BACK, INTERRUPTED, CANCELLED);
            case SUCCEEDED, FAILED, SKIPPED, ROLLED_BACK, INTERRUPTED, CANCELLED -> Set.of();
        };
    }
}
