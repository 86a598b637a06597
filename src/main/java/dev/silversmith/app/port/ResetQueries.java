package dev.silversmith.app.port;

import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads of requests to set watermarks. */
public interface ResetQueries {

    /**
     * Which requests to list: those that satisfy every part.
     *
     * @param statuses any of these; empty for all
     * @param procedures for the watermark of any of these; empty for all
     */
    record ResetFilter(Set<ResetStatus> statuses, Set<QualifiedName> procedures) {

        public ResetFilter {
            statuses = Set.copyOf(statuses);
            procedures = Set.copyOf(procedures);
        }
    }

    /**
     * Requests, newest first.
     *
     * @param limit 1 to 200
     * @param cursor a page's {@code nextCursor}, of the same filter
     * @throws dev.silversmith.core.shared.ProblemException if the cursor is not one, or a procedure never was in the catalog
     */
    Page<ResetView> resets(ResetFilter filter, int limit, Optional<String> cursor);

    Optional<ResetView> reset(UUID id);

    Optional<ResetView> reset(long number);
}
