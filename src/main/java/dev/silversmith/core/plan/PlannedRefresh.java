package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A view that a plan refreshes once, after all procedures of the plan that are linked to it.
 *
 * @param view schema and name
 * @param concurrently whether readers may go on meanwhile, where PostgreSQL allows it
 * @param timeout longest the statement may take; empty for no limit
 * @param lockTimeout longest wait for a lock, for example for readers of the view
 * @param reads the views of the same plan that it reads, in C collation
 * @param links by procedure, in C collation; none if a person asks for this refresh alone
 */
public record PlannedRefresh(
        QualifiedName view,
        boolean concurrently,
        Optional<Duration> timeout,
        Duration lockTimeout,
        SortedSet<QualifiedName> reads,
        SortedMap<QualifiedName, Link> links) {

    /**
     * What one procedure wants of the refresh.
     *
     * @param trigger after which ends of the procedure
     * @param blocking whether the procedure's children wait for the refresh
     */
    public record Link(RefreshLink.Trigger trigger, boolean blocking) {}

    public PlannedRefresh {
        reads = Collections.unmodifiableSortedSet(new TreeSet<>(reads));
        links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
    }

    /** The refresh of a target with the given links. */
    static PlannedRefresh of(
            RefreshTarget target, SortedSet<QualifiedName> reads, SortedMap<QualifiedName, Link> links) {
        return new PlannedRefresh(
                target.view(), target.concurrently(), target.timeout(), target.lockTimeout(), reads, links);
    }

    /** Whether the view is refreshed however its procedures ended; else only if all of them succeeded. */
    public RefreshLink.Trigger trigger() {
        boolean always = links.isEmpty()
                || links.values().stream().anyMatch(link -> link.trigger() == RefreshLink.Trigger.ALWAYS);
        return always ? RefreshLink.Trigger.ALWAYS : RefreshLink.Trigger.SUCCESS;
    }

    /** The name of the unit that refreshes a view. */
    public static String unitName(QualifiedName view) {
        return "refresh:" + view;
    }
}
