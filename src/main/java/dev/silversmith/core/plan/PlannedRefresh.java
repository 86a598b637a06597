package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A view that a plan refreshes once, after all procedures of the plan that are linked to it.
 *
 * @param view schema and name
 * @param concurrently whether readers may go on meanwhile, where PostgreSQL allows it
 * @param links by procedure, at least one, in C collation
 */
public record PlannedRefresh(QualifiedName view, boolean concurrently, SortedMap<QualifiedName, Link> links) {

    /**
     * What one procedure wants of the refresh.
     *
     * @param trigger after which ends of the procedure
     * @param blocking whether the procedure's children wait for the refresh
     */
    public record Link(RefreshLink.Trigger trigger, boolean blocking) {}

    public PlannedRefresh {
        links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
    }

    /** The name of the unit that refreshes a view. */
    static String unitName(QualifiedName view) {
        return "refresh:" + view;
    }
}
