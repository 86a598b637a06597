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
 * @param waitingFor number of the run that has to end first; only while queued
 * @param durationMs from start to end in milliseconds; empty until it has ended
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
        Optional<String> planFingerprint,
        Optional<Long> batchExecutionId,
        Optional<String> error) {

    /** Number of procedures by the status of their last attempt. */
    public record StepCounts(
            long total,
            long pending,
            long running,
            long succeeded,
            long failed,
            long skipped,
            long rolledBack,
            long interrupted,
            long cancelled) {}
}
