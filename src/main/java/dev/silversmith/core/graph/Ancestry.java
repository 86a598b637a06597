package dev.silversmith.core.graph;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Which nodes of a graph come before which, over any number of arrows; computed once for all of them.
 *
 * @param <N> the nodes
 */
public final class Ancestry<N extends Comparable<? super N>> {

    private final DirectedGraph<N> graph;

    /** By position. */
    private final BitSet[] ancestors;

    Ancestry(DirectedGraph<N> graph) {
        this.graph = graph;
        int[] order = graph.order();
        this.ancestors = new BitSet[order.length];
        for (int node : order) {
            BitSet above = new BitSet();
            for (int parent : graph.parentsAt(node)) {
                above.or(ancestors[parent]);
                above.set(parent);
            }
            ancestors[node] = above;
        }
    }

    /** Tells of a node which of some nodes come before it; asking costs little more than the answer. */
    public Function<N, List<N>> among(Collection<? extends N> some) {
        BitSet mask = new BitSet();
        some.forEach(node -> mask.set(graph.positionOf(node)));
        return node -> {
            BitSet found = (BitSet) mask.clone();
            found.and(ancestors[graph.positionOf(node)]);
            return found.stream().mapToObj(graph::nodeAt).toList();
        };
    }
}
