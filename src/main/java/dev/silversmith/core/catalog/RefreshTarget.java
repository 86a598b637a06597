package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.Optional;

/**
 * A materialized view that is refreshed after the procedures linked to it.
 *
 * @param view schema and name
 * @param concurrently whether readers may go on meanwhile, where PostgreSQL allows it
 * @param timeout longest a refresh may take; empty for no limit
 * @param lockTimeout longest it waits for a lock, for example for readers of the view
 * @param enabled whether it is refreshed at all
 */
public record RefreshTarget(
        QualifiedName view, boolean concurrently, Optional<Duration> timeout, Duration lockTimeout, boolean enabled) {

    /** A target without limits of its own. */
    public RefreshTarget(QualifiedName view, boolean concurrently, boolean enabled) {
        this(view, concurrently, Optional.empty(), Execution.DEFAULT_LOCK_TIMEOUT, enabled);
    }

    /** The same target, which is not refreshed. */
    public RefreshTarget disabled() {
        return new RefreshTarget(view, concurrently, timeout, lockTimeout, false);
    }

    /** The target that a link without a declaration makes. */
    public static RefreshTarget of(QualifiedName view) {
        return new RefreshTarget(view, false, true);
    }
}
