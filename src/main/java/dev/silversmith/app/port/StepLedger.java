package dev.silversmith.app.port;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Records every outcome of attempts other than success, each by itself and at once.
 *
 * <p>While the database cannot be reached, a call is repeated until it can; what is recorded here is never a guess.
 */
public interface StepLedger {

    /**
     * An attempt has failed, before or after it was claimed.
     *
     * @param failure what is known of it; arguments that are empty, and a watermark, are kept as the claim has recorded them
     * @return false if it had ended before, so that nothing was recorded
     */
    boolean failed(UUID stepId, UnitResult.Failed failure);

    /**
     * A unit has failed and is tried again: records the attempts of its members as {@link #failed}, {@link #rolledBack} and
     * {@link #skipped} do, and makes the next attempt of each, all at once.
     *
     * @param steps the attempts, in the order of the members
     * @param because why the members after the failed one are skipped
     * @param next ids of the next attempts, in the same order
     * @param wait until they may be claimed
     * @return false if nothing was recorded or made, for the run is not running any more or the attempt had ended before
     */
    boolean failedOnce(List<UUID> steps, UnitResult.Failed failure, String because, List<UUID> next, Duration wait);

    /** Running attempts whose transaction was rolled back because another member of their group did not succeed. */
    void rolledBack(List<UUID> stepIds);

    /** Pending or running attempts of which nothing is or will be committed, because the run was cancelled. */
    void cancelled(List<UUID> stepIds);

    /** Running attempts whose transaction is known to be gone, because their server stopped or was lost. */
    void interrupted(List<UUID> stepIds);

    /**
     * Pending or running attempts that are not executed.
     *
     * @param reasons why, by attempt
     */
    void skipped(Map<UUID, String> reasons);

    /** Sets the number of messages of level WARNING, where some came after the success was recorded. */
    void warnings(UUID stepId, int count);
}
