package dev.silversmith.core.plan;

import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the database knows and a plan needs; entries of what is not planned are ignored.
 *
 * @param signatures of the selected procedures
 * @param views what the views are that these procedures want refreshed
 * @param expected how long procedures take
 * @param expectedRefreshes how long refreshes take, by view
 */
public record DatabaseFacts(
        Map<QualifiedName, Signature> signatures,
        Map<QualifiedName, ViewFacts> views,
        Map<QualifiedName, Duration> expected,
        Map<QualifiedName, Duration> expectedRefreshes) {

    /** The expected duration of a procedure or refresh of which nothing is known yet. */
    public static final Duration DEFAULT_EXPECTED = Duration.ofSeconds(1);

    long expectedMs(List<QualifiedName> procedures) {
        return procedures.stream()
                .mapToLong(procedure ->
                        expected.getOrDefault(procedure, DEFAULT_EXPECTED).toMillis())
                .sum();
    }

    long expectedRefreshMs(QualifiedName view) {
        return expectedRefreshes.getOrDefault(view, DEFAULT_EXPECTED).toMillis();
    }
}
