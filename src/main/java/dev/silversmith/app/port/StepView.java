package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.run.StepStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One attempt of a procedure in a run, as it can be seen.
 *
 * @param procedure text form of its name
 * @param transaction who commits
 * @param notBefore when an attempt that repeats a failed one may start
 * @param rowsReported how many rows the procedure itself reports in its OUT argument
 * @param tables what it read and wrote; empty where not measured
 * @param watermarkBefore where the watermark stood; empty before the first load, and without a watermark
 * @param watermarkAfter where it stands since the step's success
 * @param skippedBecause which ancestor failed, or {@code run_stopped}
 */
public record StepView(
        UUID id,
        UUID runId,
        long runNumber,
        String procedure,
        String kind,
        String unit,
        Transaction transaction,
        int stage,
        int attemptNo,
        StepStatus status,
        Optional<Integer> lane,
        Optional<Instant> notBefore,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<Long> durationMs,
        Optional<Long> rowsAffected,
        Optional<Long> rowsInserted,
        Optional<Long> rowsUpdated,
        Optional<Long> rowsDeleted,
        Optional<Long> rowsReported,
        List<TableRows> tables,
        List<BoundParameter> parameters,
        List<Parent> dependencySnapshot,
        Optional<String> sql,
        Optional<String> watermarkBefore,
        Optional<String> watermarkAfter,
        int warnings,
        Optional<String> skippedBecause,
        Optional<StepError> error) {

    /** What a step did to one table. */
    public record TableRows(String table, boolean read, long inserted, long updated, long deleted, boolean truncated) {}

    /** A value that was bound; null is SQL NULL. */
    public record BoundParameter(String name, String value, String source) {}

    /** State of a parent at the step's start. */
    public record Parent(String procedure, String status, Optional<Instant> finishedAt) {}

    public StepView {
        tables = List.copyOf(tables);
        parameters = List.copyOf(parameters);
        dependencySnapshot = List.copyOf(dependencySnapshot);
    }
}
