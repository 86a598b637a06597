package dev.silversmith.core.plan;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which units wait for which by declaration: for dependencies, before and after refreshes. The rule of kinds is not among them.
 *
 * <p>Units are positions in the list of drafts.
 */
final class UnitArrows {

    private static final long MOST_BLOCKING_ARROWS = 1_000_000;

    private final Map<QualifiedName, Integer> unitOf = new HashMap<>();
    private final Map<QualifiedName, Integer> refreshOf = new HashMap<>();
    private final List<SortedSet<Integer>> parents = new ArrayList<>();
    private long blockingArrows;

    private UnitArrows(List<UnitDraft> drafts) {
        for (int unit = 0; unit < drafts.size(); unit++) {
            UnitDraft draft = drafts.get(unit);
            parents.add(new TreeSet<>());
            if (draft.type() == Unit.Type.REFRESH) {
                refreshOf.put(draft.tie(), unit);
            }
            for (QualifiedName member : draft.members()) {
                unitOf.put(member, unit);
            }
        }
    }

    /** For each unit those that must have ended before it. */
    static List<SortedSet<Integer>> parents(
            List<UnitDraft> drafts, SortedMap<QualifiedName, PlannedProcedure> procedures, RefreshPlan refreshes) {
        UnitArrows arrows = new UnitArrows(drafts);
        Map<QualifiedName, List<Integer>> blocking = new HashMap<>();
        refreshes.refreshes().values().forEach(refresh -> arrows.addRefresh(refresh, blocking));
        refreshes.earlier().forEach((view, earlier) -> arrows.addEarlier(view, earlier));
        procedures.values().forEach(procedure -> arrows.addProcedure(procedure, blocking));
        return arrows.parents;
    }

    private void addRefresh(PlannedRefresh refresh, Map<QualifiedName, List<Integer>> blocking) {
        int unit = refreshOf.get(refresh.view());
        refresh.links().forEach((procedure, link) -> {
            parents.get(unit).add(unitOf.get(procedure));
            if (link.blocking()) {
                blocking.computeIfAbsent(procedure, none -> new ArrayList<>()).add(unit);
            }
        });
    }

    private void addEarlier(QualifiedName view, SortedSet<QualifiedName> earlier) {
        SortedSet<Integer> before = parents.get(refreshOf.get(view));
        earlier.forEach(one -> before.add(refreshOf.get(one)));
    }

    private void addBlocking(int child, List<Integer> refreshes) {
        blockingArrows += refreshes.size();
        if (blockingArrows > MOST_BLOCKING_ARROWS) {
            throw new ProblemException(
                    Problem.INVALID_SELECTION,
                    "blocking refreshes hold back so many procedures that the plan would name more than %d pairs; block less"
                            .formatted(MOST_BLOCKING_ARROWS));
        }
        parents.get(child).addAll(refreshes);
    }

    /** A child inside its parent's group shares its transaction and cannot wait for what comes after it. */
    private void addProcedure(PlannedProcedure procedure, Map<QualifiedName, List<Integer>> blocking) {
        int child = unitOf.get(procedure.name());
        for (QualifiedName parent : procedure.parents()) {
            if (unitOf.get(parent) != child) {
                parents.get(child).add(unitOf.get(parent));
                addBlocking(child, blocking.getOrDefault(parent, List.of()));
            }
        }
    }
}
