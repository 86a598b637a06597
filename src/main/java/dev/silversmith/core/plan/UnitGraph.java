package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.CatalogRules;
import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.Identifiers;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The units of a plan and their order.
 *
 * <p>The rule that every dimension precedes every fact is one virtual node, the barrier, with arrows from every unit that holds a
 * dimension and to every unit that holds a fact. A group that holds both stands on both sides of it: then the group itself is the
 * barrier, because whatever else holds a dimension precedes it, and whatever else holds a fact follows it.
 *
 * <p>Nodes are positions in the list of units, which is sorted by what breaks ties; the barrier is {@code -1}, so that it is passed as
 * soon as it can be.
 */
final class UnitGraph {

    private static final int BARRIER = -1;

    /** How many parents a unit's reason names before it only counts them. */
    private static final int NAMED_PARENTS = 3;

    private final List<UnitDraft> drafts;
    private final Map<QualifiedName, Integer> unitOf = new HashMap<>();
    private final SortedMap<QualifiedName, PlannedProcedure> procedures;
    private final Map<QualifiedName, Duration> expected;
    private final DirectedGraph<Integer> graph;
    private final long dimensionUnits;

    private UnitGraph(
            List<UnitDraft> drafts,
            SortedMap<QualifiedName, PlannedProcedure> procedures,
            Map<QualifiedName, Duration> expected) {
        this.drafts = drafts;
        this.procedures = procedures;
        this.expected = expected;
        for (int unit = 0; unit < drafts.size(); unit++) {
            for (QualifiedName member : drafts.get(unit).members()) {
                unitOf.put(member, unit);
            }
        }
        this.dimensionUnits = drafts.stream().filter(UnitDraft::holdsDimension).count();
        this.graph = build(barrier());
    }

    /**
     * Orders the units of a plan.
     *
     * @throws ProblemException {@link Problem#CYCLE} with the path of unit names, if the groups make an order impossible
     */
    static UnitGraph of(
            Catalog catalog,
            TransactionScope scope,
            SortedMap<QualifiedName, PlannedProcedure> procedures,
            Map<QualifiedName, Duration> expected) {
        UnitGraph units = new UnitGraph(UnitDraft.of(catalog, scope, procedures), procedures, expected);
        units.graph.cycle().ifPresent(cycle -> {
            throw refusal(units.names(cycle), "the groups make the order impossible");
        });
        return units;
    }

    /** The node through which the rule goes: the only group with both kinds, or else the virtual node. */
    private int barrier() {
        List<Integer> mixed = IntStream.range(0, drafts.size())
                .filter(unit ->
                        drafts.get(unit).holdsDimension() && drafts.get(unit).holdsFact())
                .boxed()
                .toList();
        if (mixed.size() > 1) {
            throw refusal(
                    names(List.of(mixed.get(0), mixed.get(1), mixed.get(0))),
                    "each of these groups holds dimensions and facts, so each would have to precede the other");
        }
        return mixed.isEmpty() ? BARRIER : mixed.get(0);
    }

    private DirectedGraph<Integer> build(int barrier) {
        var builder =
                DirectedGraph.of(IntStream.range(BARRIER, drafts.size()).boxed().toList());
        for (PlannedProcedure procedure : procedures.values()) {
            int child = unitOf.get(procedure.name());
            procedure.parents().stream()
                    .map(unitOf::get)
                    .filter(parent -> parent != child)
                    .forEach(parent -> builder.edge(parent, child));
        }
        for (int unit = 0; unit < drafts.size(); unit++) {
            if (drafts.get(unit).holdsDimension() && unit != barrier) {
                builder.edge(unit, barrier);
            }
            if (drafts.get(unit).holdsFact() && unit != barrier) {
                builder.edge(barrier, unit);
            }
        }
        return builder.build();
    }

    /** The units in stages: cut wherever everything before precedes everything after, single units in a row joined again. */
    List<Stage> stages(int maxParallel) {
        Map<Integer, Long> priorities = graph.longestPaths(this::expectedMs);
        List<Stage> stages = new ArrayList<>();
        List<Unit> row = new ArrayList<>();
        for (List<Integer> component : graph.ordinalSum(unit -> unit != BARRIER)) {
            List<Unit> units =
                    component.stream().map(unit -> unit(unit, priorities)).toList();
            if (units.size() == 1) {
                row.addAll(units);
            } else {
                addSequential(stages, row);
                row.clear();
                int lanes = Math.min(units.size(), maxParallel);
                stages.add(new Stage(stages.size() + 1, Stage.Kind.PARALLEL, lanes, units));
            }
        }
        addSequential(stages, row);
        return stages;
    }

    private static void addSequential(List<Stage> stages, List<Unit> row) {
        if (!row.isEmpty()) {
            stages.add(new Stage(stages.size() + 1, Stage.Kind.SEQUENTIAL, 1, row));
        }
    }

    private Unit unit(int number, Map<Integer, Long> priorities) {
        UnitDraft draft = drafts.get(number);
        List<String> dependsOn = draft.members().stream()
                .flatMap(member -> procedures.get(member).parents().stream())
                .map(unitOf::get)
                .filter(parent -> parent != number)
                .map(parent -> drafts.get(parent).name())
                .collect(Collectors.toCollection(() -> new TreeSet<>(Identifiers::compare)))
                .stream()
                .toList();
        return new Unit(
                draft.name(),
                draft.type(),
                draft.members(),
                dependsOn,
                priorities.get(number),
                expectedMs(number),
                why(dependsOn, waitsForDimensions(draft)));
    }

    /** Whether the rule holds the unit back: it has a fact, and a dimension is in another unit. */
    private boolean waitsForDimensions(UnitDraft draft) {
        return draft.holdsFact() && dimensionUnits > (draft.holdsDimension() ? 1 : 0);
    }

    private static String why(List<String> dependsOn, boolean waitsForDimensions) {
        List<String> reasons = new ArrayList<>();
        if (dependsOn.size() > NAMED_PARENTS) {
            String named = String.join(", ", dependsOn.subList(0, NAMED_PARENTS));
            reasons.add("after %s and %d more".formatted(named, dependsOn.size() - NAMED_PARENTS));
        } else if (!dependsOn.isEmpty()) {
            reasons.add("after " + String.join(", ", dependsOn));
        }
        if (waitsForDimensions) {
            reasons.add("fact: after every dimension");
        }
        return reasons.isEmpty() ? "first: no parents" : String.join("; ", reasons);
    }

    private long expectedMs(int unit) {
        return unit == BARRIER
                ? 0
                : drafts.get(unit).members().stream()
                        .mapToLong(member -> expected.getOrDefault(member, Planner.DEFAULT_EXPECTED)
                                .toMillis())
                        .sum();
    }

    private List<String> names(List<Integer> cycle) {
        List<String> names = cycle.subList(1, cycle.size()).stream()
                .filter(unit -> unit != BARRIER)
                .map(unit -> drafts.get(unit).name())
                .collect(Collectors.toCollection(ArrayList::new));
        names.add(0, names.get(names.size() - 1));
        return names;
    }

    private static ProblemException refusal(List<String> path, String because) {
        return new ProblemException(
                Problem.CYCLE,
                "%s: %s; choose another grouping or transaction scope per_procedure"
                        .formatted(CatalogRules.path(path), because));
    }
}
