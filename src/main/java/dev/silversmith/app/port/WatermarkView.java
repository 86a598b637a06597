package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A watermark as it stands.
 *
 * @param watermark how it is, or was last, declared
 * @param declared whether the catalog still declares it
 * @param value where the last load ended; empty before the first
 * @param advancedAt when a step moved it last
 * @param advancedByStep that step
 */
public record WatermarkView(
        QualifiedName procedure,
        Watermark watermark,
        boolean declared,
        Optional<String> value,
        Optional<Instant> advancedAt,
        Optional<UUID> advancedByStep) {}
