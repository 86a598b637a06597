package dev.silversmith.store;

import dev.silversmith.app.port.ResetView;
import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A row of {@code watermark_reset}; only read here. */
@Entity(name = "Reset")
@Table(schema = "silversmith", name = "watermark_reset")
class ResetRow {

    @Id
    @Column(name = "id")
    UUID id;

    @Column(name = "number")
    long number;

    @Column(name = "procedure_id")
    UUID procedureId;

    @Column(name = "data_type")
    String dataType;

    @Column(name = "from_value")
    String fromValue;

    @Column(name = "to_value")
    String toValue;

    @Column(name = "reason")
    String reason;

    @Column(name = "requested_by")
    String requestedBy;

    @Column(name = "requested_at")
    Instant requestedAt;

    @Column(name = "needs_approval")
    boolean needsApproval;

    @Column(name = "status")
    String status;

    @Column(name = "approver")
    String approver;

    @Column(name = "decided_at")
    Instant decidedAt;

    @Column(name = "decision")
    String decision;

    @Column(name = "decision_reason")
    String decisionReason;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "cancelled_by")
    String cancelledBy;

    @Column(name = "finished_at")
    Instant finishedAt;

    /**
     * What is shown of the row.
     *
     * @param current where the watermark stands now; null for nowhere
     */
    ResetView toView(QualifiedName procedure, String current) {
        return new ResetView(
                id,
                number,
                procedure,
                WatermarkType.ofWord(dataType).orElseThrow(),
                Optional.ofNullable(fromValue),
                Optional.ofNullable(toValue),
                Optional.ofNullable(current),
                reason,
                requestedBy,
                requestedAt,
                needsApproval,
                ResetStatus.ofWord(status),
                Optional.ofNullable(approver),
                Optional.ofNullable(decision),
                Optional.ofNullable(decisionReason),
                Optional.ofNullable(decidedAt),
                Optional.ofNullable(expiresAt),
                Optional.ofNullable(cancelledBy),
                Optional.ofNullable(finishedAt));
    }
}
