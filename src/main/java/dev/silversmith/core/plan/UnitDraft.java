package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A unit before it has a place: what shares one transaction, and what breaks its ties.
 *
 * @param name the unit's name
 * @param type procedure, group or refresh
 * @param sequence the sequence of the group, or of the procedure's group; after all of them without a group
 * @param tie what breaks ties of the sequence: the first member, or the view that is refreshed
 * @param members in the order of execution; none of a refresh
 * @param holdsDimension whether a member is a dimension
 * @param holdsFact whether a member is a fact
 */
record UnitDraft(
        String name,
        Unit.Type type,
        long sequence,
        QualifiedName tie,
        List<QualifiedName> members,
        boolean holdsDimension,
        boolean holdsFact) {

    private static final long UNGROUPED = Long.MAX_VALUE;

    private static final Comparator<UnitDraft> TIES = Comparator.comparingLong(UnitDraft::sequence)
            .thenComparing(UnitDraft::tie)
            .thenComparing(UnitDraft::type);

    /** Every unit of a plan, in the order that breaks ties. */
    static List<UnitDraft> of(
            Catalog catalog,
            TransactionScope scope,
            SortedMap<QualifiedName, PlannedProcedure> procedures,
            Collection<QualifiedName> refreshes) {
        Map<QualifiedName, Group> groups = catalog.groupByMember();
        SortedMap<QualifiedName, UnitDraft> byMember = new TreeMap<>();
        List<UnitDraft> drafts = new ArrayList<>();
        for (PlannedProcedure procedure : procedures.values()) {
            Optional<Group> group = Optional.ofNullable(groups.get(procedure.name()));
            if (group.isEmpty() || scope == TransactionScope.PER_PROCEDURE) {
                drafts.add(single(procedure, group));
            } else if (!byMember.containsKey(procedure.name())) {
                UnitDraft draft = group(group.get(), procedures);
                draft.members().forEach(member -> byMember.put(member, draft));
                drafts.add(draft);
            }
        }
        refreshes.forEach(view -> drafts.add(refresh(view)));
        drafts.sort(TIES);
        return drafts;
    }

    private static UnitDraft single(PlannedProcedure procedure, Optional<Group> group) {
        return new UnitDraft(
                procedure.name().toString(),
                Unit.Type.PROCEDURE,
                group.map(one -> (long) one.sequence()).orElse(UNGROUPED),
                procedure.name(),
                List.of(procedure.name()),
                procedure.kind() == Kind.DIMENSION,
                procedure.kind() == Kind.FACT);
    }

    private static UnitDraft group(Group group, SortedMap<QualifiedName, PlannedProcedure> procedures) {
        List<PlannedProcedure> members = MemberOrder.of(group, procedures);
        return new UnitDraft(
                "group:" + group.name(),
                Unit.Type.GROUP,
                group.sequence(),
                members.get(0).name(),
                members.stream().map(PlannedProcedure::name).toList(),
                members.stream().anyMatch(member -> member.kind() == Kind.DIMENSION),
                members.stream().anyMatch(member -> member.kind() == Kind.FACT));
    }

    private static UnitDraft refresh(QualifiedName view) {
        return new UnitDraft(
                PlannedRefresh.unitName(view), Unit.Type.REFRESH, UNGROUPED, view, List.of(), false, false);
    }
}
