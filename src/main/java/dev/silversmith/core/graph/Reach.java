package dev.silversmith.core.graph;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which of some marked nodes can be reached from each node of a graph, the node itself left out.
 *
 * @param <N> the nodes
 */
public final class Reach<N extends Comparable<? super N>> {

    private final DirectedGraph<N> graph;

    /** Positions of the marked nodes, in natural order; a bit is a place here. */
    private final int[] marked;

    /** By position. */
    private final BitSet[] below;

    private Reach(DirectedGraph<N> graph, int[] marked, BitSet[] below) {
        this.graph = graph;
        this.marked = marked;
        this.below = below;
    }

    static <N extends Comparable<? super N>> Reach<N> of(DirectedGraph<N> graph, Predicate<? super N> marks) {
        int[] order = graph.order();
        int[] marked = IntStream.range(0, order.length)
                .filter(node -> marks.test(graph.nodeAt(node)))
                .toArray();
        int[] bit = new int[order.length];
        Arrays.fill(bit, -1);
        IntStream.range(0, marked.length).forEach(place -> bit[marked[place]] = place);
        BitSet[] below = new BitSet[order.length];
        Arrays.setAll(below, node -> new BitSet(marked.length));
        for (int place = order.length - 1; place >= 0; place--) {
            int child = order[place];
            for (int parent : graph.parentsAt(child)) {
                below[parent].or(below[child]);
                if (bit[child] >= 0) {
                    below[parent].set(bit[child]);
                }
            }
        }
        return new Reach<>(graph, marked, below);
    }

    /** How many marked nodes can be reached from a node. */
    public int count(N from) {
        return below[graph.positionOf(from)].cardinality();
    }

    /** The first of them in natural order. */
    public List<N> first(N from, int most) {
        return nodes(below[graph.positionOf(from)], most);
    }

    private List<N> nodes(BitSet bits, int most) {
        return bits.stream()
                .limit(most)
                .mapToObj(place -> graph.nodeAt(marked[place]))
                .toList();
    }
}
