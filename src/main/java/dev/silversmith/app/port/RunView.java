package dev.silversmith.app.port;

import dev.silversmith.core.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * A run as it can be seen.
 *
 * @param onFailure {@code continue} or {@code stop}
 * @param onOverlap {@code queue} or {@code reject}
 * @param timeout longest time from start to end; empty for no limit
 * @param maxParallel most lanes of a stage
 * @param steps number of procedures by the status of their last attempt
 * @param refreshes number of views by the status of the last attempt of their refresh
 * @param approval whether a second person has to agree, and has
 * @param waitingFor number of the run that has to end first; only while queued
 * @param resumedBy who resumed it last, after it had failed or was cancelled; empty if nobody has
 * @param durationMs from the first start to the end in milliseconds, whatever lies between; empty until it has ended
 */
public record RunView(
        UUID id,
        long number,
        String idempotencyKey,
        String mode,
        String transactionScope,
        RunStatus status,
        String trigger,
        String select,
        String exclude,
        String onFailure,
        String onOverlap,
        Optional<Duration> timeout,
        int maxParallel,
        boolean dryRun,
        String requestedBy,
        Instant requestedAt,
        Optional<LocalDate> businessDate,
        Optional<Long> waitingFor,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<Long> durationMs,
        Optional<Long> rowsAffected,
        StepCounts steps,
        StepCounts refreshes,
        Approval approval,
        Optional<String> resumedBy,
        Optional<Instant> resumedAt,
        Optional<String> planFingerprint,
        Optional<Long> batchExecutionId,
        Optional<String> error) {

    /**
     * Where the run stands with the second person's word.
     *
     * @param required whether the run needs it; all else is empty if it does not
     * @param reason why the run is wanted
     * @param approver who decided, either way
     * @param decision approve or reject
     * @param decisionReason why it was decided so
     * @param expiresAt while the decision is awaited: when the request expires; once it is given: until when it covers a start
     * @param askedBy who asked for it: the requester, or who resumed the run
     */
    public record Approval(
            boolean required,
            boolean confirmed,
            Optional<String> reason,
            Optional<String> approver,
            Optional<String> decision,
            Optional<String> decisionReason,
            Optional<Instant> decidedAt,
            Optional<Instant> expiresAt,
            Optional<String> askedBy) {

        /** Of a run that needs none. */
        public static final Approval NONE = new Approval(
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Number of procedures, or of refreshes, by the status of their last attempt. */
    public record StepCounts(
            long total,
            long pending,
            long running,
            long succeeded,
            long failed,
            long skipped,
            long rolledBack,
            long interrupted,
            long cancelled) {

        /** Of a run that has none. */
        public static final StepCounts NONE = new StepCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
