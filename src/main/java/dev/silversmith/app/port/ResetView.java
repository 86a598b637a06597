package dev.silversmith.app.port;

import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A request to set a watermark, as it can be seen.
 *
 * @param fromValue where the watermark stood when it was asked for, and once it is applied: when it was set; empty for nowhere
 * @param toValue where it is wanted; empty for nowhere
 * @param currentValue where it stands now
 * @param needsApproval whether a second person has to agree
 * @param expiresAt when it ends if nobody decides; empty where no approval is needed
 * @param finishedAt when it was applied, rejected, withdrawn or ended by time
 */
public record ResetView(
        UUID id,
        long number,
        QualifiedName procedure,
        WatermarkType type,
        Optional<String> fromValue,
        Optional<String> toValue,
        Optional<String> currentValue,
        String reason,
        String requestedBy,
        Instant requestedAt,
        boolean needsApproval,
        ResetStatus status,
        Optional<String> approver,
        Optional<String> decision,
        Optional<String> decisionReason,
        Optional<Instant> decidedAt,
        Optional<Instant> expiresAt,
        Optional<String> cancelledBy,
        Optional<Instant> finishedAt) {}
