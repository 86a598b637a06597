package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What somebody wants to have run.
 *
 * @param mode incremental or full
 * @param scope what shares one transaction
 * @param select the selection expression; blank means every enabled procedure
 * @param exclude a selection expression that is subtracted; blank for nothing
 * @param overrides values instead of a parameter's {@code value}, by procedure and parameter
 * @param maxParallel the most lanes of a stage, at least 1
 */
public record PlanRequest(
        Mode mode,
        TransactionScope scope,
        String select,
        String exclude,
        SortedMap<QualifiedName, SortedMap<String, Literal>> overrides,
        int maxParallel) {

    public PlanRequest {
        overrides = Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
        if (maxParallel < 1) {
            throw new IllegalArgumentException("maxParallel must be at least 1, not " + maxParallel);
        }
    }
}
