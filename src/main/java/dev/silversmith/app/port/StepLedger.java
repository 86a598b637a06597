package dev.silversmith.app.port;

import dev.silversmith.core.run.BoundArgument;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param arguments what was bound; empty to keep what the claim has recorded
     * @param watermarkBefore where the watermark stood; empty if that is not known
     * @return false if it had ended before, so that nothing was recorded
     */
    boolean failed(UUID stepId, StepError error, List<BoundArgument> arguments, Optional<String> watermarkBefore);

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
