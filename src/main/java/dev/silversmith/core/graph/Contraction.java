package dev.silversmith.core.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Leaves nodes out of a graph and keeps the order that went through them.
 *
 * <p>In topological order every left-out node gathers the kept nodes from which a path of left-out nodes leads to it: its kept parents
 * and what its left-out parents have gathered. The same gathering at a kept node gives that node's new parents. Each arrow is looked at
 * once and costs one union of bit sets, whatever the number of paths.
 */
final class Contraction {

    /** A node that is left out, between thousands on both sides, would make millions. */
    private static final long MOST_ARROWS = 1_000_000;

    private Contraction() {}

    static <N extends Comparable<? super N>> DirectedGraph<N> of(DirectedGraph<N> graph, Set<N> kept) {
        int[] order = graph.order();
        DirectedGraph.Builder<N> result = DirectedGraph.of(kept);
        List<N> keptSoFar = new ArrayList<>();
        BitSet[] origins = new BitSet[order.length];
        long arrows = 0;
        for (int position : order) {
            N node = graph.nodeAt(position);
            BitSet above = new BitSet();
            for (int parent : graph.parentsAt(position)) {
                above.or(origins[parent]);
            }
            if (kept.contains(node)) {
                arrows += above.cardinality();
                if (arrows > MOST_ARROWS) {
                    throw new TooManyArrows(MOST_ARROWS);
                }
                above.stream().forEach(parent -> result.edge(keptSoFar.get(parent), node));
                origins[position] = only(keptSoFar.size());
                keptSoFar.add(node);
            } else {
                origins[position] = above;
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
