package dev.silversmith.app.port;

import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An attempt of a refresh as it can be seen.
 *
 * @param view schema and name
 * @param trigger {@code always} if the refresh does not ask how its procedures ended
 * @param lane the worker, from 1
 * @param durationMs from the claim to the record in milliseconds
 * @param concurrently whether readers went on; empty until it has succeeded
 * @param note for people, for example why not concurrently
 * @param skippedBecause why it was not refreshed
 * @param error why it failed or was interrupted
 */
public record RefreshView(
        UUID id,
        UUID runId,
        long runNumber,
        QualifiedName view,
        RefreshLink.Trigger trigger,
        int attemptNo,
        StepStatus status,
        Optional<Integer> lane,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<Long> durationMs,
        Optional<Boolean> concurrently,
        Optional<String> note,
        Optional<String> skippedBecause,
        Optional<StepError> error) {}
