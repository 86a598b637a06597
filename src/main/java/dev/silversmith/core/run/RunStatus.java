package dev.silversmith.core.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Where a run stands.
 *
 * <p>A full run begins in {@code pending_approval}, every other in {@code queued}. It is {@code running} from the start of its batch job
 * to the closing step, with {@code cancelling} between a cancel and the proof that its statements are gone. Failed and cancelled runs
 * have ended, yet a person may resume them: then they are queued again, or wait for an approval again if the first no longer covers them.
 */
public enum RunStatus {
    PENDING_APPROVAL,
    QUEUED,
    RUNNING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    REJECTED,
    EXPIRED;

    /** The word in tables and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The status that a word means.
     *
     * @throws IllegalArgumentException for any other word
     */
    public static RunStatus ofWord(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown run status '%s'".formatted(word)));
    }

    /** Whether the run has ended: nothing of it executes or will, unless a person resumes it. */
    public boolean isFinal() {
        return switch (this) {
            case SUCCEEDED, FAILED, CANCELLED, REJECTED, EXPIRED -> true;
            case PENDING_APPROVAL, QUEUED, RUNNING, CANCELLING -> false;
        };
    }

    /** Whether a run in this status may change to the other; no status may change to itself. */
    public boolean mayBecome(RunStatus next) {
        return successors().contains(next);
    }

    private Set<RunStatus> successors() {
        return switch (this) {
            case PENDING_APPROVAL -> Set.of(QUEUED, REJECTED, EXPIRED, CANCELLED);
            // Failed: its job could not be started. Expired: it was not started while its approval was valid.
            case QUEUED -> Set.of(RUNNING, CANCELLED, FAILED, EXPIRED);
            case RUNNING -> Set.of(CANCELLING, SUCCEEDED, FAILED);
            // Succeeded: the last unit had committed before the cancel could reach it.
            case CANCELLING -> Set.of(CANCELLED, SUCCEEDED, FAILED);
            case FAILED, CANCELLED -> Set.of(QUEUED, PENDING_APPROVAL);
            case SUCCEEDED, REJECTED, EXPIRED -> Set.of();
        };
    }
}
