package dev.silversmith.core.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves nodes out of a graph and keeps the order that went through them.
 *
 * <p>In topological order every left-out node gathers the kept nodes from which a path of left-out nodes leads to it: its kept parents
 * and what its left-out parents have gathered. The same gathering at a kept node gives that node's new parents. Each arrow is looked at
 * once and costs one union of bit sets, whatever the number of paths.
 */
final class Contraction {

    private Contraction() {}

    static <N extends Comparable<? super N>> DirectedGraph<N> of(DirectedGraph<N> graph, Set<N> kept) {
        List<N> order = graph.topologicalOrder();
        DirectedGraph.Builder<N> result = DirectedGraph.of(kept);
        List<N> keptSoFar = new ArrayList<>();
        Map<N, BitSet> origins = new HashMap<>();
        for (N node : order) {
            BitSet above = new BitSet();
            graph.parents(node).forEach(parent -> above.or(origins.get(parent)));
            if (kept.contains(node)) {
                above.stream().forEach(parent -> result.edge(keptSoFar.get(parent), node));
                origins.put(node, only(keptSoFar.size()));
                keptSoFar.add(node);
            } else {
                origins.put(node, above);
            }
        }
        return result.build();
    }

    private static BitSet only(int bit) {
        BitSet set = new BitSet();
        set.set(bit);
        return set;
    }
}
