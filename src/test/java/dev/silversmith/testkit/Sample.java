package dev.silversmith.testkit;

import dev.silversmith.core.graph.DirectedGraph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A random graph on the nodes from 0, for property tests.
 *
 * @param nodes how many
 * @param edges parent → child
 */
public record Sample(int nodes, Set<Edge> edges) {

    /** An arrow. */
    public record Edge(int parent, int child) {}

    /** Graphs without a cycle, in which numbers say nothing about the order. */
    public static Arbitrary<Sample> acyclic(int maxNodes) {
        return Arbitraries.integers().between(1, maxNodes).flatMap(nodes -> Combinators.combine(
                        edges(nodes, true),
                        Arbitraries.shuffle(IntStream.range(0, nodes).boxed().toList()))
                .as((edges, labels) -> new Sample(nodes, edges).relabelled(labels)));
    }

    /** Graphs of any form, also with nodes that follow themselves. */
    public static Arbitrary<Sample> any(int maxNodes) {
        return Arbitraries.integers().between(1, maxNodes).flatMap(nodes -> edges(nodes, false)
                .map(edges -> new Sample(nodes, edges)));
    }

    private static Arbitrary<Set<Edge>> edges(int nodes, boolean upwards) {
        List<Edge> possible = new ArrayList<>();
        for (int parent = 0; parent < nodes; parent++) {
            for (int child = upwards ? parent + 1 : 0; child < nodes; child++) {
                possible.add(new Edge(parent, child));
            }
        }
        return possible.isEmpty()
                ? Arbitraries.just(Set.of())
                : Arbitraries.of(possible).set().ofMinSize(0).ofMaxSize(Math.min(possible.size(), 2 * nodes));
    }

    private Sample relabelled(List<Integer> labels) {
        Set<Edge> renamed = new HashSet<>();
        edges.forEach(edge -> renamed.add(new Edge(labels.get(edge.parent()), labels.get(edge.child()))));
        return new Sample(nodes, renamed);
    }

    public DirectedGraph<Integer> graph() {
        var builder = DirectedGraph.of(IntStream.range(0, nodes).boxed().toList());
        edges.forEach(edge -> builder.edge(edge.parent(), edge.child()));
        return builder.build();
    }

    public NaiveOrder order() {
        NaiveOrder order = new NaiveOrder(nodes);
        edges.forEach(edge -> order.edge(edge.parent(), edge.child()));
        return order;
    }
}
