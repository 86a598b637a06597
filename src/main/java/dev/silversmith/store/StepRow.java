package dev.silversmith.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** What is shown of a row of {@code transformation_step}; only read here. */
@Entity(name = "Step")
@Table(schema = "silversmith", name = "transformation_step")
class StepRow {

    @Id
    @Column(name = "id")
    UUID id;

    @Column(name = "run_id")
    UUID runId;

    @Column(name = "procedure_id")
    UUID procedureId;

    @Column(name = "attempt_no")
    int attemptNo;

    @Column(name = "kind")
    String kind;

    @Column(name = "unit")
    String unit;

    @Column(name = "transaction")
    String transaction;

    @Column(name = "stage")
    int stage;

    @Column(name = "ordinal")
    int ordinal;

    @Column(name = "lane")
    Integer lane;

    @Column(name = "status")
    String status;

    @Column(name = "not_before")
    Instant notBefore;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "finished_at")
    Instant finishedAt;

    @Column(name = "duration_ms")
    Long durationMs;

    @Column(name = "rows_affected")
    Long rowsAffected;

    @Column(name = "rows_inserted")
    Long rowsInserted;

    @Column(name = "rows_updated")
    Long rowsUpdated;

    @Column(name = "rows_deleted")
    Long rowsDeleted;

    /** As the procedure's own OUT argument says. */
    @Column(name = "rows_reported")
    Long rowsReported;

    @Column(name = "watermark_before")
    String watermarkBefore;

    @Column(name = "watermark_after")
    String watermarkAfter;

    /** JSON array; null where not measured. */
    @Column(name = "table_stats")
    String tableStats;

    /** JSON array. */
    @Column(name = "parameters")
    String parameters;

    /** JSON array. */
    @Column(name = "dependency_snapshot")
    String dependencySnapshot;

    @Column(name = "sql_executed")
    String sqlExecuted;

    @Column(name = "warning_count")
    int warningCount;

    @Column(name = "sql_state")
    String sqlState;

    /** Null unless the attempt failed. */
    @Column(name = "error_message")
    String errorMessage;

    @Column(name = "error_detail")
    String errorDetail;

    @Column(name = "error_hint")
    String errorHint;

    @Column(name = "error_context")
    String errorContext;

    @Column(name = "error_position")
    Integer errorPosition;

    @Column(name = "retryable")
    Boolean retryable;

    @Column(name = "skipped_because")
    String skippedBecause;
}
