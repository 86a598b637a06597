package dev.silversmith.core.catalog;

import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the dependencies that contradict the rule that every dimension precedes every fact.
 *
 * <p>With the rule as a virtual node between dimensions and facts (dimension → barrier → fact), such a contradiction is a cycle through
 * that node; it enters at some fact and leaves at the first dimension after it. So it is enough to walk from all facts at once, through
 * procedures of kind other, and to report every dimension that is met.
 */
final class KindRule {

    private KindRule() {}

    /** One violation for each dimension that comes after a fact, with the path; the dependencies must be free of cycles. */
    static List<Violation> violations(Catalog catalog, DirectedGraph<QualifiedName> dependencies) {
        Map<QualifiedName, QualifiedName> cameFrom = new HashMap<>();
        Deque<QualifiedName> open = new ArrayDeque<>();
        dependencies.nodes().stream()
                .filter(name -> kind(catalog, name) == Kind.FACT)
                .forEach(open::add);
        while (!open.isEmpty()) {
            QualifiedName node = open.remove();
            for (QualifiedName child : dependencies.children(node)) {
                if (kind(catalog, child) != Kind.FACT && cameFrom.putIfAbsent(child, node) == null) {
                    if (kind(catalog, child) == Kind.OTHER) {
                        open.add(child);
                    }
                }
            }
        }
        return cameFrom.keySet().stream()
                .filter(name -> kind(catalog, name) == Kind.DIMENSION)
                .sorted()
                .map(dimension -> violation(path(cameFrom, dimension)))
                .toList();
    }

    private static Kind kind(Catalog catalog, QualifiedName name) {
        return catalog.procedures().get(name).kind();
    }

    /** From the nearest fact to the dimension, and, by the rule, back to the fact. */
    private static List<QualifiedName> path(Map<QualifiedName, QualifiedName> cameFrom, QualifiedName dimension) {
        List<QualifiedName> path = new ArrayList<>();
        for (QualifiedName node = dimension; node != null; node = cameFrom.get(node)) {
            path.add(node);
        }
        Collections.reverse(path);
        path.add(path.get(0));
        return path;
    }

    private static Violation violation(List<QualifiedName> path) {
        QualifiedName dimension = path.get(path.size() - 2);
        String detail = "%s: every dimension precedes every fact, so the dimension %s cannot come after the fact %s;"
                + " make %s of kind other, or remove the dependency";
        return Violation.at(
                detail.formatted(CatalogRules.path(path), dimension, path.get(0), dimension),
                "procedures",
                dimension.toString(),
                "dependsOn");
    }
}
