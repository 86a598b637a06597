package dev.silversmith.console.drawing;

import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The procedures and refreshes of a plan, the arrows between them, and the parts to which a large graph is collapsed. A procedure goes by its
 * text form, a refresh by the name of its unit.
 */
final class RunParts {

    /** Begins the names of the parts of refreshes. */
    static final String VIEWS = "views:";

    private static final int LEVELS_AROUND = 2;

    private final Map<String, String> partOf = new LinkedHashMap<>();
    private final Map<String, QualifiedName> views = new HashMap<>();
    private final Map<String, Integer> stageOf = new HashMap<>();
    private final Map<String, Set<String>> parents = new HashMap<>();

    RunParts(Plan plan) {
        for (Stage stage : plan.stages()) {
            stage.units().forEach(unit -> addUnit(stage, unit));
        }
        plan.procedures().values().forEach(this::addParents);
        plan.refreshes().values().forEach(this::addLinks);
        plan.units().forEach(this::addRefreshes);
    }

    private void addUnit(Stage stage, Unit unit) {
        String part =
                switch (unit.type()) {
                    case GROUP -> unit.name();
                    case PROCEDURE -> "stage:" + stage.number();
                    case REFRESH -> VIEWS + stage.number();
                };
        String before = null;
        for (String member : members(unit)) {
            partOf.put(member, part);
            stageOf.put(member, stage.number());
            parents.put(member, new LinkedHashSet<>());
            if (before != null) {
                parents.get(member).add(before);
            }
            before = member;
        }
    }

    private static List<String> members(Unit unit) {
        return unit.type() == Unit.Type.REFRESH
                ? List.of(unit.name())
                : unit.members().stream().map(QualifiedName::toString).toList();
    }

    private void addParents(PlannedProcedure procedure) {
        addParents(procedure.name().toString(), procedure.parents());
    }

    private void addLinks(PlannedRefresh refresh) {
        String unit = PlannedRefresh.unitName(refresh.view());
        if (partOf.containsKey(unit)) {
            views.put(unit, refresh.view());
            addParents(unit, refresh.links().keySet());
        }
    }

    private void addParents(String child, Collection<QualifiedName> all) {
        all.stream().map(QualifiedName::toString).filter(partOf::containsKey).forEach(parents.get(child)::add);
    }

    /** The refreshes that a unit waits for: views that it reads, or that its parents want refreshed before their children. */
    private void addRefreshes(Unit unit) {
        unit.dependsOn().stream()
                .filter(views::containsKey)
                .forEach(earlier -> parents.get(members(unit).get(0)).add(earlier));
    }

    /** All procedures and refreshes in topological order. */
    List<String> all() {
        return List.copyOf(partOf.keySet());
    }

    /** The view that a unit refreshes; empty for a procedure. */
    Optional<QualifiedName> view(String unit) {
        return Optional.ofNullable(views.get(unit));
    }

    /** What precedes a procedure or a refresh directly, in its group or by declaration. */
    Set<String> parents(String child) {
        return parents.get(child);
    }

    int stage(String one) {
        return stageOf.get(one);
    }

    /** What each part holds, by the first of it. */
    Map<String, List<String>> parts() {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        partOf.forEach((one, part) ->
                parts.computeIfAbsent(part, none -> new ArrayList<>()).add(one));
        return parts;
    }

    /** A procedure or refresh with what lies two levels before and after it, in topological order; nothing for one that is not in the plan. */
    List<String> around(String procedure) {
        if (!partOf.containsKey(procedure)) {
            return List.of();
        }
        DirectedGraph.Builder<String> graph = DirectedGraph.of(partOf.keySet());
        parents.forEach((child, all) -> all.forEach(parent -> graph.edge(parent, child)));
        DirectedGraph<String> built = graph.build();
        Set<String> near = new LinkedHashSet<>(built.ancestors(Set.of(procedure), LEVELS_AROUND));
        near.addAll(built.descendants(Set.of(procedure), LEVELS_AROUND));
        return all().stream().filter(near::contains).toList();
    }
}
