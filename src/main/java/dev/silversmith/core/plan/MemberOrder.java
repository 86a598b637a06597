package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** Orders the selected members of a group: by their dependencies, dimension before fact, then as the group declares them. */
final class MemberOrder {

    /** A virtual member between dimensions and facts. */
    private static final int BARRIER = -1;

    private MemberOrder() {}

    static List<PlannedProcedure> of(Group group, SortedMap<QualifiedName, PlannedProcedure> procedures) {
        List<PlannedProcedure> members = group.members().stream()
                .filter(member -> procedures.containsKey(member))
                .map(member -> procedures.get(member))
                .toList();
        Map<QualifiedName, Integer> positions = new HashMap<>();
        members.forEach(member -> positions.put(member.name(), positions.size()));
        var graph = DirectedGraph.of(
                IntStream.range(BARRIER, members.size()).boxed().toList());
        for (PlannedProcedure member : members) {
            int position = positions.get(member.name());
            member.parents().stream()
                    .filter(parent -> positions.containsKey(parent))
                    .forEach(parent -> graph.edge(positions.get(parent), position));
            if (member.kind() == Kind.DIMENSION) {
                graph.edge(position, BARRIER);
            } else if (member.kind() == Kind.FACT) {
                graph.edge(BARRIER, position);
            }
        }
        // There is no cycle: a path from a fact to a dimension would be one of the catalog, which was checked.
        return graph.build().topologicalOrder().stream()
                .filter(position -> position != BARRIER)
                .map(members::get)
                .toList();
    }
}
