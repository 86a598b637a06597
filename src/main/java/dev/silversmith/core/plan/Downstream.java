package dev.silversmith.core.plan;

import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which procedures of a plan come after which, by its dependencies. */
public final class Downstream {

    private final Map<QualifiedName, List<QualifiedName>> children = new HashMap<>();

    private Downstream() {}

    public static Downstream of(Plan plan) {
        Downstream downstream = new Downstream();
        plan.procedures().values().forEach(procedure -> procedure.parents().forEach(parent -> downstream
                .children
                .computeIfAbsent(parent, none -> new ArrayList<>())
                .add(procedure.name())));
        return downstream;
    }

    /** The procedures that wait for one themselves, in C collation; none for one that is not in the plan. */
    public List<QualifiedName> childrenOf(QualifiedName procedure) {
        return List.copyOf(children.getOrDefault(procedure, List.of()));
    }

    /** How many procedures cannot run without the success of one. */
    public int countOf(QualifiedName procedure) {
        Set<QualifiedName> found = new HashSet<>();
        Deque<QualifiedName> open = new ArrayDeque<>(childrenOf(procedure));
        while (!open.isEmpty()) {
            QualifiedName next = open.pop();
            if (found.add(next)) {
                open.addAll(childrenOf(next));
            }
        }
        return found.size();
    }
}
