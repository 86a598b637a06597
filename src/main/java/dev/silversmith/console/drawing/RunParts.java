package dev.silversmith.console.drawing;

import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The procedures of a plan, the arrows between them, and the parts to which a large graph is collapsed. */
final class RunParts {

    private static final int LEVELS_AROUND = 2;

    private final Map<QualifiedName, String> partOf = new LinkedHashMap<>();
    private final Map<QualifiedName, Integer> stageOf = new HashMap<>();
    private final Map<QualifiedName, Set<QualifiedName>> parents = new HashMap<>();

    RunParts(Plan plan) {
        for (Stage stage : plan.stages()) {
            stage.units().forEach(unit -> addUnit(stage, unit));
        }
        plan.procedures().values().forEach(this::addParents);
    }

    private void addUnit(Stage stage, Unit unit) {
        String part = unit.type() == Unit.Type.GROUP ? unit.name() : "stage:" + stage.number();
        QualifiedName before = null;
        for (QualifiedName member : unit.members()) {
            partOf.put(member, part);
            stageOf.put(member, stage.number());
            parents.put(member, new LinkedHashSet<>());
            if (before != null) {
                parents.get(member).add(before);
            }
            before = member;
        }
    }

    private void addParents(PlannedProcedure procedure) {
        procedure.parents().stream().filter(partOf::containsKey).forEach(parent -> parents.get(procedure.name())
                .add(parent));
    }

    /** All procedures in topological order. */
    List<QualifiedName> all() {
        return List.copyOf(partOf.keySet());
    }

    /** What precedes a procedure directly, in its group or by declaration. */
    Set<QualifiedName> parents(QualifiedName procedure) {
        return parents.get(procedure);
    }

    int stage(QualifiedName procedure) {
        return stageOf.get(procedure);
    }

    String part(QualifiedName procedure) {
        return partOf.get(procedure);
    }

    /** The procedures of each part, by the first of them. */
    Map<String, List<QualifiedName>> parts() {
        Map<String, List<QualifiedName>> parts = new LinkedHashMap<>();
        partOf.forEach((procedure, part) ->
                parts.computeIfAbsent(part, none -> new ArrayList<>()).add(procedure));
        return parts;
    }

    /** A procedure with what lies two levels before and after it, in topological order; nothing for one that is not in the plan. */
    List<QualifiedName> around(QualifiedName procedure) {
        if (!partOf.containsKey(procedure)) {
            return List.of();
        }
        DirectedGraph.Builder<QualifiedName> graph = DirectedGraph.of(partOf.keySet());
        parents.forEach((child, all) -> all.forEach(parent -> graph.edge(parent, child)));
        DirectedGraph<QualifiedName> built = graph.build();
        Set<QualifiedName> near = new LinkedHashSet<>(built.ancestors(Set.of(procedure), LEVELS_AROUND));
        near.addAll(built.descendants(Set.of(procedure), LEVELS_AROUND));
        return all().stream().filter(near::contains).toList();
    }
}
