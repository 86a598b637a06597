package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.run.Standing;
import dev.silversmith.core.run.StepStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The last attempt of a procedure in a run, as a line of a list; see {@link StepView} for the whole of it.
 *
 * @param procedure text form of its name
 * @param group name of the group whose transaction it shares
 * @param transaction who commits
 * @param notBefore when an attempt that repeats a failed one may start
 * @param skippedBecause which ancestor failed, or one of the constants of {@link dev.silversmith.core.run.Skip}
 * @param error the beginning of the message of its failure, at most 300 characters
 */
public record StepLine(
        UUID id,
        String procedure,
        String kind,
        Optional<String> group,
        Transaction transaction,
        int attemptNo,
        StepStatus status,
        Optional<Instant> notBefore,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<Long> durationMs,
        Optional<Long> rowsInserted,
        Optional<Long> rowsUpdated,
        Optional<Long> rowsDeleted,
        int warnings,
        Optional<String> skippedBecause,
        Optional<String> sqlState,
        Optional<String> error) {

    public Standing standing() {
        return Standing.of(status, attemptNo);
    }
}
