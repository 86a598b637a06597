package dev.silversmith.app.port;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Records every outcome of attempts, of procedures and of refreshes, other than success, each by itself and at once. Nothing is recorded under a lease that is not the run's
 * latest.
 *
 * <p>While the database cannot be reached, a call is repeated until it can; what is recorded here is never a guess.
 */
public interface StepLedger {

    /**
     * A unit has failed, before or after it was claimed: the attempt of the member that failed is {@code failed}, those before it are
     * {@code rolled_back}, those after it {@code skipped}, all at once.
     *
     * @param steps the attempts, in the order of the members
     * @param failure what is known of it; arguments that are empty, and a watermark, are kept as the claim has recorded them
     * @param because why the members after the failed one are skipped
     * @return false if the attempt that failed had ended before
     */
    boolean failed(RunLease lease, List<UUID> steps, UnitResult.Failed failure, String because);

    /**
     * A unit has failed and is tried again: records the attempts of its members as {@link #failed} does, and makes the next attempt of each, all at
     * once.
     *
     * @param steps the attempts, in the order of the members
     * @param because why the members after the failed one are skipped
     * @param next ids of the next attempts, in the same order
     * @param wait until they may be claimed
     * @return false if nothing was recorded or made, for the run is not running any more or the attempt had ended before
     */
    boolean failedOnce(
            RunLease lease,
            List<UUID> steps,
            UnitResult.Failed failure,
            String because,
            List<UUID> next,
            Duration wait);

    /**
     * A refresh has failed, before or after it was claimed.
     *
     * @return false if the attempt had ended before
     */
    boolean refreshFailed(RunLease lease, UUID refresh, StepError error);

    /**
     * A unit of which nothing is or will be committed, because the run was cancelled: the members that had finished are {@code rolled_back},
     * all others {@code cancelled}, all at once.
     *
     * @param steps the attempts, pending or running, in the order of the members
     * @param finished how many of them had finished
     */
    void cancelled(RunLease lease, List<UUID> steps, int finished);

    /**
     * As {@link #cancelled} for a unit whose transaction is known to be gone because its server or its job ended in an orderly way: its
     * running attempts are {@code interrupted}.
     *
     * @param why for the attempts' record
     */
    void interrupted(RunLease lease, List<UUID> steps, int finished, String why);

    /**
     * A running attempt whose worker and session are gone, of a procedure or a refresh, is {@code interrupted}; of a procedure that commits by
     * itself it is said, as by {@link #unknown}, that its outcome is not known.
     *
     * @param why for the attempt's record
     */
    void lost(RunLease lease, UUID step, String why);

    /**
     * A procedure that commits by itself was cut short, and nobody can say what it has left behind: its attempt, running, or pending where a
     * crash of the database has lost its claim, is {@code interrupted}, and never repeated without a person.
     */
    void unknown(RunLease lease, UUID step, UnitResult.Unknown outcome);

    /**
     * Pending or running attempts that are not executed.
     *
     * @param reasons why, by attempt
     */
    void skipped(RunLease lease, Map<UUID, String> reasons);

    /** Sets the number of messages of level WARNING, where some came after the success was recorded. */
    void warnings(UUID stepId, int count);
}
