package dev.silversmith.core.catalog;

import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.Identifiers;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A consistent snapshot of everything that was declared: procedures, groups and refresh targets, each by name in C collation.
 *
 * <p>Whether it makes sense (no cycle, no dangling dependency, no fact before a dimension) is {@code CatalogRules}'s question.
 */
public record Catalog(
        SortedMap<QualifiedName, Procedure> procedures,
        SortedMap<String, Group> groups,
        SortedMap<QualifiedName, RefreshTarget> refreshTargets) {

    public static final Catalog EMPTY = new Catalog(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    public Catalog {
        procedures = Collections.unmodifiableSortedMap(new TreeMap<>(procedures));
        groups = Collections.unmodifiableSortedMap(inCollationC(groups));
        refreshTargets = Collections.unmodifiableSortedMap(new TreeMap<>(refreshTargets));
    }

    public static Catalog of(Collection<Procedure> procedures, Collection<Group> groups) {
        return of(procedures, groups, List.of());
    }

    public static Catalog of(
            Collection<Procedure> procedures, Collection<Group> groups, Collection<RefreshTarget> refreshTargets) {
        SortedMap<QualifiedName, Procedure> byName = new TreeMap<>();
        procedures.forEach(procedure -> byName.put(procedure.name(), procedure));
        SortedMap<String, Group> groupsByName = new TreeMap<>();
        groups.forEach(group -> groupsByName.put(group.name(), group));
        SortedMap<QualifiedName, RefreshTarget> targetsByView = new TreeMap<>();
        refreshTargets.forEach(target -> targetsByView.put(target.view(), target));
        return new Catalog(byName, groupsByName, targetsByView);
    }

    private static SortedMap<String, Group> inCollationC(SortedMap<String, Group> groups) {
        SortedMap<String, Group> sorted = new TreeMap<>(Identifiers::compare);
        sorted.putAll(groups);
        return sorted;
    }

    public Optional<Procedure> procedure(QualifiedName name) {
        return Optional.ofNullable(procedures.get(name));
    }

    /** The same catalog with a target for every view that a procedure links to without its being declared. */
    public Catalog withLinkedTargets() {
        SortedMap<QualifiedName, RefreshTarget> targets = new TreeMap<>(refreshTargets);
        procedures.values().stream()
                .flatMap(procedure -> procedure.refresh().stream())
                .forEach(link -> targets.computeIfAbsent(link.view(), RefreshTarget::of));
        return new Catalog(procedures, groups, targets);
    }

    /** The links of a procedure to views that are refreshed at all: a view whose target is disabled is not. */
    public List<RefreshLink> activeLinks(QualifiedName procedure) {
        return procedures.get(procedure).refresh().stream()
                .filter(link -> target(link.view()).enabled())
                .toList();
    }

    /** The refresh target of a view, whether it was declared or not. */
    public RefreshTarget target(QualifiedName view) {
        RefreshTarget declared = refreshTargets.get(view);
        return declared == null ? RefreshTarget.of(view) : declared;
    }

    /** The group that each grouped procedure is in; of two groups with one member the first by name, which only an invalid catalog has. */
    public Map<QualifiedName, Group> groupByMember() {
        Map<QualifiedName, Group> byMember = new HashMap<>();
        groups.values().forEach(group -> group.members().forEach(member -> byMember.putIfAbsent(member, group)));
        return byMember;
    }

    /** The declared dependencies, parent → child; a dependency on a procedure that is not in the catalog is left out. */
    public DirectedGraph<QualifiedName> dependencies() {
        var graph = DirectedGraph.of(procedures.keySet());
        Set<QualifiedName> known = new HashSet<>(procedures.keySet());
        for (Procedure child : procedures.values()) {
            child.dependsOn().stream().filter(known::contains).forEach(parent -> graph.edge(parent, child.name()));
        }
        return graph.build();
    }
}
