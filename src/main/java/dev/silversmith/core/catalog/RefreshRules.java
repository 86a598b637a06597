package dev.silversmith.core.catalog;

import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.graph.TooManyArrows;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds the refreshes that can never be in order: their procedures come before them, what a blocking link holds back comes after them, and
 * the sequence of each procedure's views is between them.
 *
 * <p>What the views read is not known here; a plan knows it. Disabled procedures have no place in any plan: only the order that goes
 * through them counts.
 */
final class RefreshRules {

    /**
     * What takes a place in the order.
     *
     * @param name null for the barrier between dimensions and facts
     */
    private record Node(Type type, QualifiedName name) implements Comparable<Node> {

        private enum Type {
            PROCEDURE,
            BARRIER,
            REFRESH
        }

        private static final Node BARRIER = new Node(Type.BARRIER, null);

        private static final Comparator<Node> ORDER = Comparator.comparing(Node::type)
                .thenComparing(Node::name, Comparator.nullsFirst(Comparator.naturalOrder()));

        static Node procedure(QualifiedName name) {
            return new Node(Type.PROCEDURE, name);
        }

        static Node refresh(QualifiedName view) {
            return new Node(Type.REFRESH, view);
        }

        @Override
        public int compareTo(Node other) {
            return ORDER.compare(this, other);
        }

        /** As a plan names its unit. */
        @Override
        public String toString() {
            return type == Type.REFRESH ? "refresh:" + name : String.valueOf(name);
        }
    }

    /** Each child of a procedure waits for each of its blocking links; a plan names them all. */
    private static final long MOST_ARROWS = 500_000;

    private final Map<QualifiedName, List<RefreshLink>> links;
    private final DirectedGraph<QualifiedName> dependencies;

    private RefreshRules(Map<QualifiedName, List<RefreshLink>> links, DirectedGraph<QualifiedName> dependencies) {
        this.links = links;
        this.dependencies = dependencies;
    }

    /**
     * Too many refreshes that block too much; or else one violation for each part of the order that goes round in a circle.
     *
     * @param dependencies without a cycle
     */
    static List<Violation> violations(Catalog catalog, DirectedGraph<QualifiedName> dependencies) {
        Map<QualifiedName, List<RefreshLink>> links = new HashMap<>();
        catalog.procedures().values().stream()
                .filter(procedure -> procedure.enabled() && !procedure.refresh().isEmpty())
                .forEach(procedure -> links.put(procedure.name(), catalog.activeLinks(procedure.name())));
        if (links.isEmpty()) {
            return List.of();
        }
        var enabled = new TreeSet<QualifiedName>();
        catalog.procedures().values().stream()
                .filter(Procedure::enabled)
                .forEach(procedure -> enabled.add(procedure.name()));
        try {
            return new RefreshRules(links, dependencies.keeping(enabled)).all(catalog);
        } catch (TooManyArrows tooMany) {
            String detail =
                    "disabled procedures stand between so many others that more than a million dependencies lead through them";
            return List.of(Violation.at(
                    detail, "procedures", Collections.min(links.keySet()).toString(), "refresh"));
        }
    }

    private List<Violation> all(Catalog catalog) {
        long arrows = links.keySet().stream().mapToLong(this::blockingArrows).sum();
        if (arrows > MOST_ARROWS) {
            String detail =
                    "blocking refreshes and the procedures that wait for them make %d pairs, and at most %d are supported; let fewer block"
                            .formatted(arrows, MOST_ARROWS);
            QualifiedName most = Collections.max(
                    links.keySet(),
                    Comparator.comparingLong(this::blockingArrows).thenComparing(Comparator.naturalOrder()));
            return List.of(Violation.at(detail, "procedures", most.toString(), "refresh"));
        }
        boolean blocking = links.values().stream().flatMap(Collection::stream).anyMatch(RefreshLink::blocking);
        return violations(blocking ? order(catalog) : sequences());
    }

    private long blockingArrows(QualifiedName procedure) {
        long blocking =
                links.get(procedure).stream().filter(RefreshLink::blocking).count();
        return blocking * dependencies.children(procedure).size();
    }

    private List<Violation> violations(DirectedGraph<Node> order) {
        return order.cycles().stream().map(this::violation).toList();
    }

    /** Where nothing waits for a refresh, refreshes can only wait for one another. */
    private DirectedGraph<Node> sequences() {
        var graph = DirectedGraph.<Node>of(refreshes().toList());
        addSequences(graph);
        return graph.build();
    }

    private DirectedGraph<Node> order(Catalog catalog) {
        Stream<Node> procedures = dependencies.nodes().stream().map(Node::procedure);
        var graph = DirectedGraph.<Node>of(Stream.of(procedures, Stream.of(Node.BARRIER), refreshes())
                .flatMap(nodes -> nodes)
                .toList());
        for (QualifiedName name : dependencies.nodes()) {
            Node node = Node.procedure(name);
            dependencies.children(name).forEach(child -> graph.edge(node, Node.procedure(child)));
            Kind kind = catalog.procedures().get(name).kind();
            if (kind == Kind.DIMENSION) {
                graph.edge(node, Node.BARRIER);
            } else if (kind == Kind.FACT) {
                graph.edge(Node.BARRIER, node);
            }
        }
        links.forEach((procedure, ofProcedure) -> ofProcedure.forEach(link -> {
            Node refresh = Node.refresh(link.view());
            graph.edge(Node.procedure(procedure), refresh);
            if (link.blocking()) {
                dependencies.children(procedure).forEach(child -> graph.edge(refresh, Node.procedure(child)));
            }
        }));
        addSequences(graph);
        return graph.build();
    }

    private Stream<Node> refreshes() {
        return links.values().stream().flatMap(Collection::stream).map(link -> Node.refresh(link.view()));
    }

    private void addSequences(DirectedGraph.Builder<Node> graph) {
        links.values()
                .forEach(ofProcedure -> RefreshSequence.arrows(
                        ofProcedure,
                        view -> List.of(),
                        (before, after) -> graph.edge(Node.refresh(before), Node.refresh(after))));
    }

    private Violation violation(List<Node> cycle) {
        List<String> causes = new ArrayList<>();
        List<QualifiedName> culprits = new ArrayList<>();
        for (int i = 1; i < cycle.size(); i++) {
            Node before = cycle.get(i - 1);
            Node after = cycle.get(i);
            if (before.type() == Node.Type.REFRESH) {
                boolean isSequence = after.type() == Node.Type.REFRESH;
                QualifiedName culprit =
                        isSequence ? ordering(before.name(), after.name()) : blocking(before.name(), after.name());
                culprits.add(culprit);
                causes.add(
                        isSequence
                                ? "%s refreshes %s before %s".formatted(culprit, before.name(), after.name())
                                : "%s holds %s back until %s is refreshed"
                                        .formatted(culprit, after.name(), before.name()));
            }
        }
        // Procedures are the smallest nodes and the cycle begins with its smallest, so never with the barrier.
        List<Node> path =
                cycle.stream().filter(node -> node.type() != Node.Type.BARRIER).toList();
        String detail =
                "%s: the refreshes go round in a circle, because %s; remove a link, its blocking, or change a sequence"
                        .formatted(CatalogRules.path(path), String.join(", and ", causes));
        return Violation.at(detail, "procedures", culprits.get(0).toString(), "refresh");
    }

    /** A procedure that refreshes one view before another. */
    private QualifiedName ordering(QualifiedName before, QualifiedName after) {
        return links.keySet().stream()
                .filter(procedure -> sequence(procedure, before) < sequence(procedure, after))
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    /** Not a number where the procedure has no such link, so that it compares with nothing. */
    private double sequence(QualifiedName procedure, QualifiedName view) {
        return links.get(procedure).stream()
                .filter(link -> link.view().equals(view))
                .mapToDouble(RefreshLink::sequence)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** A parent that holds a procedure back until a view is refreshed. */
    private QualifiedName blocking(QualifiedName view, QualifiedName child) {
        return dependencies.parents(child).stream()
                .filter(parent -> links.getOrDefault(parent, List.of()).stream()
                        .anyMatch(link -> link.blocking() && link.view().equals(view)))
                .findFirst()
                .orElseThrow();
    }
}
