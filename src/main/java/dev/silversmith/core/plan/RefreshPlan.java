package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.RefreshSequence;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @throws ProblemException {@link Problem#UNKNOWN_VIEW} with every view that is not a materialized view
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
                view, new PlannedRefresh(view, catalog.target(view).concurrently(), ofView)));
        refuseOthers(refreshes.values(), facts);
        return new RefreshPlan(refreshes, earlier(catalog, selected, refreshes.keySet(), facts));
    }

    private static void refuseOthers(Collection<PlannedRefresh> refreshes, Map<QualifiedName, ViewFacts> facts) {
        List<Violation> violations = new ArrayList<>();
        for (PlannedRefresh refresh : refreshes) {
            fault(refresh.view(), Optional.ofNullable(facts.get(refresh.view())))
                    .map(fault -> "%s; correct the name or remove the link of %s"
                            .formatted(fault, Reasons.few(refresh.links().keySet())))
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
            Collection<QualifiedName> views,
            Map<QualifiedName, ViewFacts> facts) {
        Map<QualifiedName, SortedSet<QualifiedName>> earlier = new HashMap<>();
        Map<QualifiedName, List<QualifiedName>> readers = new HashMap<>();
        views.forEach(view -> {
            earlier.put(view, new TreeSet<>());
            readers.put(view, new ArrayList<>());
        });
        for (QualifiedName reader : views) {
            for (QualifiedName read : facts.get(reader).reads()) {
                // A view that reads itself, through a plain view, reads what it was: there is nothing to wait for.
                if (readers.containsKey(read) && !read.equals(reader)) {
                    earlier.get(reader).add(read);
                    readers.get(read).add(reader);
                }
            }
        }
        for (QualifiedName procedure : selected) {
            RefreshSequence.arrows(catalog.activeLinks(procedure), readers::get, (before, after) -> earlier.get(after)
                    .add(before));
        }
        return earlier;
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
