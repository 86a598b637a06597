package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.CatalogRules;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.RefreshSequence;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.graph.Ancestry;
import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The refreshes of a plan, and which of them come before which.
 *
 * @param refreshes by view
 * @param earlier for each view those that are refreshed before it, because it reads them or because a procedure says so
 */
record RefreshPlan(
        SortedMap<QualifiedName, PlannedRefresh> refreshes, Map<QualifiedName, SortedSet<QualifiedName>> earlier) {

    /** The views that the selected procedures want refreshed. */
    static SortedSet<QualifiedName> views(Catalog catalog, Collection<QualifiedName> selected) {
        SortedSet<QualifiedName> views = new TreeSet<>();
        selected.forEach(procedure -> catalog.activeLinks(procedure).forEach(link -> views.add(link.view())));
        return views;
    }

    /**
     * Plans the refreshes that the selected procedures want.
     *
     * @param facts what the database says of the views
     * @throws ProblemException {@link Problem#UNKNOWN_VIEW} with every view that is not a materialized view; {@link Problem#CYCLE}
     *     with the path of unit names if views read one another
     */
    static RefreshPlan of(Catalog catalog, SortedSet<QualifiedName> selected, Map<QualifiedName, ViewFacts> facts) {
        SortedMap<QualifiedName, SortedMap<QualifiedName, PlannedRefresh.Link>> links = new TreeMap<>();
        for (QualifiedName procedure : selected) {
            for (RefreshLink link : catalog.activeLinks(procedure)) {
                links.computeIfAbsent(link.view(), none -> new TreeMap<>())
                        .put(procedure, new PlannedRefresh.Link(link.trigger(), link.blocking()));
            }
        }
        SortedMap<QualifiedName, PlannedRefresh> refreshes = new TreeMap<>();
        links.forEach((view, ofView) -> refreshes.put(
                view, PlannedRefresh.of(catalog.target(view), read(view, links.keySet(), facts), ofView)));
        refuseOthers(refreshes.values(), facts);
        return new RefreshPlan(refreshes, earlier(catalog, selected, refreshes.keySet(), facts));
    }

    /**
     * Plans one refresh that no procedure wants.
     *
     * @throws ProblemException {@link Problem#UNKNOWN_VIEW} if it is not a materialized view
     */
    static RefreshPlan of(RefreshTarget target, Map<QualifiedName, ViewFacts> facts) {
        SortedMap<QualifiedName, PlannedRefresh> only = new TreeMap<>();
        only.put(target.view(), PlannedRefresh.of(target, Collections.emptySortedSet(), Collections.emptySortedMap()));
        refuseOthers(only.values(), facts);
        return new RefreshPlan(only, Map.of(target.view(), Collections.emptySortedSet()));
    }

    private static SortedSet<QualifiedName> read(
            QualifiedName reader, Set<QualifiedName> views, Map<QualifiedName, ViewFacts> facts) {
        SortedSet<QualifiedName> read = new TreeSet<>();
        Optional.ofNullable(facts.get(reader)).ifPresent(fact -> read.addAll(fact.reads()));
        read.retainAll(views);
        read.remove(reader);
        return read;
    }

    private static void refuseOthers(Collection<PlannedRefresh> refreshes, Map<QualifiedName, ViewFacts> facts) {
        List<Violation> violations = new ArrayList<>();
        for (PlannedRefresh refresh : refreshes) {
            fault(refresh.view(), Optional.ofNullable(facts.get(refresh.view())))
                    .map(fault -> refresh.links().isEmpty()
                            ? fault + "; create it, or remove it from the catalog"
                            : "%s; correct the name or remove the link of %s"
                                    .formatted(
                                            fault, Reasons.few(refresh.links().keySet())))
                    .ifPresent(detail -> violations.add(Violation.at(
                            detail, "refreshTargets", refresh.view().toString())));
        }
        ProblemException.throwIfAny(Problem.UNKNOWN_VIEW, violations);
    }

    private static Optional<String> fault(QualifiedName view, Optional<ViewFacts> facts) {
        if (facts.isEmpty()) {
            return Optional.of("the database has no materialized view %s".formatted(view));
        }
        ViewFacts.Kind kind = facts.get().kind();
        return kind == ViewFacts.Kind.MATERIALIZED_VIEW
                ? Optional.empty()
                : Optional.of(
                        "%s is a %s, and only a materialized view can be refreshed".formatted(view, kind.words()));
    }

    private static Map<QualifiedName, SortedSet<QualifiedName>> earlier(
            Catalog catalog,
            SortedSet<QualifiedName> selected,
            Set<QualifiedName> views,
            Map<QualifiedName, ViewFacts> facts) {
        DirectedGraph<QualifiedName> reads = reads(views, facts);
        Ancestry<QualifiedName> ancestry = reads.ancestry();
        Map<QualifiedName, SortedSet<QualifiedName>> earlier = new HashMap<>();
        views.forEach(view -> earlier.put(view, new TreeSet<>(reads.parents(view))));
        for (QualifiedName procedure : selected) {
            List<RefreshLink> links = catalog.activeLinks(procedure);
            if (links.size() > 1) {
                List<QualifiedName> own = links.stream().map(RefreshLink::view).toList();
                RefreshSequence.arrows(links, ancestry.among(own), (before, after) -> earlier.get(after)
                        .add(before));
            }
        }
        return earlier;
    }

    /** Which of the views read which, read → reader; one that reads itself through a plain view has nothing to wait for. */
    private static DirectedGraph<QualifiedName> reads(Set<QualifiedName> views, Map<QualifiedName, ViewFacts> facts) {
        var graph = DirectedGraph.of(views);
        for (QualifiedName reader : views) {
            read(reader, views, facts).forEach(read -> graph.edge(read, reader));
        }
        DirectedGraph<QualifiedName> reads = graph.build();
        reads.cycle().ifPresent(cycle -> {
            List<String> path = cycle.stream().map(PlannedRefresh::unitName).toList();
            throw new ProblemException(
                    Problem.CYCLE,
                    "%s: these views read one another, so that none can be refreshed before the others; change what they read"
                            .formatted(CatalogRules.path(path)));
        });
        return reads;
    }

    /** What the requester should know of the views. */
    List<String> warnings(Map<QualifiedName, ViewFacts> facts) {
        return refreshes.keySet().stream()
                .filter(view -> !facts.get(view).refreshable())
                .map(view -> "the warehouse login may not refresh %s: it is not a member of the role that owns it"
                        .formatted(view))
                .toList();
    }
}
