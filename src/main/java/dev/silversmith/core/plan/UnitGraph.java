package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.CatalogRules;
import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.Identifiers;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
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

    private static final String REGROUP = "choose another grouping or transaction scope per_procedure";

    private final List<UnitDraft> drafts;

    /** By unit. */
    private final List<SortedSet<Integer>> parents;

    private final DatabaseFacts facts;
    private final DirectedGraph<Integer> graph;
    private final long dimensionUnits;

    private UnitGraph(List<UnitDraft> drafts, List<SortedSet<Integer>> parents, DatabaseFacts facts) {
        this.drafts = drafts;
        this.parents = parents;
        this.facts = facts;
        this.dimensionUnits = drafts.stream().filter(UnitDraft::holdsDimension).count();
        this.graph = build(barrier());
    }

    /**
     * Orders the units of a plan.
     *
     * @throws ProblemException {@link Problem#CYCLE} with the path of unit names, if groups or refreshes make an order impossible
     */
    static UnitGraph of(
            Catalog catalog,
            TransactionScope scope,
            SortedMap<QualifiedName, PlannedProcedure> procedures,
            RefreshPlan refreshes,
            DatabaseFacts facts) {
        List<UnitDraft> drafts =
                UnitDraft.of(catalog, scope, procedures, refreshes.refreshes().keySet());
        UnitGraph units = new UnitGraph(drafts, UnitArrows.parents(drafts, procedures, refreshes), facts);
        units.graph.cycle().ifPresent(cycle -> {
            throw units.refusal(cycle);
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
                    List.of(mixed.get(0), mixed.get(1), mixed.get(0)),
                    "each of these groups holds dimensions and facts, so each would have to precede the other; "
                            + REGROUP);
        }
        return mixed.isEmpty() ? BARRIER : mixed.get(0);
    }

    private DirectedGraph<Integer> build(int barrier) {
        var builder =
                DirectedGraph.of(IntStream.range(BARRIER, drafts.size()).boxed().toList());
        for (int unit = 0; unit < drafts.size(); unit++) {
            int child = unit;
            parents.get(unit).forEach(parent -> builder.edge(parent, child));
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
        List<String> dependsOn = parents.get(number).stream()
                .map(parent -> drafts.get(parent).name())
                .sorted(Identifiers::compare)
                .toList();
        return new Unit(
                draft.name(),
                draft.type(),
                draft.members(),
                dependsOn,
                priorities.get(number),
                expectedMs(number),
                Reasons.of(draft.type(), dependsOn, waitsForDimensions(draft)));
    }

    /** Whether the rule holds the unit back: it has a fact, and a dimension is in another unit. */
    private boolean waitsForDimensions(UnitDraft draft) {
        return draft.holdsFact() && dimensionUnits > (draft.holdsDimension() ? 1 : 0);
    }

    private long expectedMs(int unit) {
        if (unit == BARRIER) {
            return 0;
        }
        UnitDraft draft = drafts.get(unit);
        return draft.type() == Unit.Type.REFRESH
                ? facts.expectedRefreshMs(draft.tie())
                : facts.expectedMs(draft.members());
    }

    private List<String> names(List<Integer> cycle) {
        List<String> names = cycle.subList(1, cycle.size()).stream()
                .filter(unit -> unit != BARRIER)
                .map(unit -> drafts.get(unit).name())
                .collect(Collectors.toCollection(ArrayList::new));
        names.add(0, names.get(names.size() - 1));
        return names;
    }

    private ProblemException refusal(List<Integer> cycle) {
        boolean refreshes = onPath(cycle, Unit.Type.REFRESH);
        boolean groups = onPath(cycle, Unit.Type.GROUP);
        String who = refreshes && groups ? "groups and refreshes" : refreshes ? "refreshes" : "groups";
        List<String> cures = new ArrayList<>();
        if (refreshes) {
            cures.add("remove a refresh link or its blocking, or change what the views read");
        }
        if (groups) {
            cures.add(REGROUP);
        }
        return refusal(cycle, "the %s make the order impossible; %s".formatted(who, String.join("; or ", cures)));
    }

    private boolean onPath(List<Integer> cycle, Unit.Type type) {
        return cycle.stream()
                .anyMatch(unit -> unit != BARRIER && drafts.get(unit).type() == type);
    }

    private ProblemException refusal(List<Integer> cycle, String because) {
        return new ProblemException(Problem.CYCLE, "%s: %s".formatted(CatalogRules.path(names(cycle)), because));
    }
}
