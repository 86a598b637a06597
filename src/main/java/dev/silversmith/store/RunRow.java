package dev.silversmith.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/** What is shown of a row of {@code transformation_run}; only read here. */
@Entity(name = "Run")
@Table(schema = "silversmith", name = "transformation_run")
class RunRow {

    @Id
    @Column(name = "id")
    UUID id;

    @Column(name = "number")
    long number;

    @Column(name = "idempotency_key")
    String idempotencyKey;

    @Column(name = "mode")
    String mode;

    @Column(name = "transaction_scope")
    String transactionScope;

    @Column(name = "status")
    String status;

    @Column(name = "trigger")
    String trigger;

    @Column(name = "selection")
    String selection;

    @Column(name = "exclusion")
    String exclusion;

    @Column(name = "on_failure")
    String onFailure;

    @Column(name = "on_overlap")
    String onOverlap;

    @Column(name = "timeout_ms")
    Long timeoutMs;

    @Column(name = "max_parallel")
    int maxParallel;

    @Column(name = "dry_run")
    boolean dryRun;

    @Column(name = "requested_by")
    String requestedBy;

    @Column(name = "requested_at")
    Instant requestedAt;

    @Column(name = "confirmed")
    boolean confirmed;

    @Column(name = "reason")
    String reason;

    @Column(name = "approver")
    String approver;

    @Column(name = "decision")
    String decision;

    @Column(name = "decision_reason")
    String decisionReason;

    @Column(name = "decided_at")
    Instant decidedAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "approval_asked_by")
    String approvalAskedBy;

    @Column(name = "imported")
    boolean imported;

    @Column(name = "business_date")
    LocalDate businessDate;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "finished_at")
    Instant finishedAt;

    @Column(name = "rows_affected")
    Long rowsAffected;

    @Column(name = "plan_fingerprint")
    String planFingerprint;

    @Column(name = "batch_execution_id")
    Long batchExecutionId;

    @Column(name = "error")
    String error;

    @Column(name = "resumed_by")
    String resumedBy;

    @Column(name = "resumed_at")
    Instant resumedAt;
}
