package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.QualifiedName;

/**
 * A materialized view that is refreshed after the procedures linked to it.
 *
 * @param view schema and name
 * @param concurrently whether readers may go on meanwhile, where PostgreSQL allows it
 * @param enabled whether it is refreshed at all
 */
public record RefreshTarget(QualifiedName view, boolean concurrently, boolean enabled) {

    /** The target that a link without a declaration makes. */
    public static RefreshTarget of(QualifiedName view) {
        return new RefreshTarget(view, false, true);
    }
}
