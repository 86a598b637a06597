package dev.silversmith.core.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * Divides an order into its ordinal-sum components: a cut lies wherever everything before precedes everything after.
 *
 * <p>The algorithm counts every node's ancestors, by transitive closure in bit sets along a topological order, and sorts the counts. A
 * cut after {@code k} nodes is legal if, and only if, the smallest count but {@code k} is at least {@code k}.
 *
 * <p>Why that is right. If a cut is legal, the nodes before it have fewer than {@code k} ancestors (only one another) and those after it
 * at least {@code k}, so the condition holds. Conversely let it hold, and let T be all nodes but the {@code k} with the smallest counts.
 * A node of T without an ancestor in T has at least {@code k} ancestors among the {@code k} others, so they are all its ancestors. Every
 * other node of T comes after such a node, so they are its ancestors as well: the cut is legal. The k others therefore have counts below
 * {@code k}, so ties never make the choice of T ambiguous. And because a legal cut's first part precedes its second, every topological
 * order lists the one before the other: cutting one such order by number gives the components.
 */
final class OrdinalSum {

    private OrdinalSum() {}

    static <N extends Comparable<? super N>> List<List<N>> of(DirectedGraph<N> graph, Predicate<? super N> counted) {
        int[] counts = ancestorCounts(graph, counted);
        Arrays.sort(counts);
        List<N> nodes = graph.topologicalOrder().stream().filter(counted).toList();
        List<List<N>> components = new ArrayList<>();
        int from = 0;
        for (int k = 1; k <= counts.length; k++) {
            if (k == counts.length || counts[k] >= k) {
                components.add(nodes.subList(from, k));
                from = k;
            }
        }
        return components;
    }

    /** How many counted ancestors each counted node has, in topological order. */
    private static <N extends Comparable<? super N>> int[] ancestorCounts(
            DirectedGraph<N> graph, Predicate<? super N> counted) {
        int[] order = graph.order();
        BitSet[] withSelf = new BitSet[order.length];
        int[] counts = new int[order.length];
        int number = 0;
        for (int node : order) {
            BitSet ancestors = new BitSet();
            for (int parent : graph.parentsAt(node)) {
                ancestors.or(withSelf[parent]);
            }
            if (counted.test(graph.nodeAt(node))) {
                counts[number] = ancestors.cardinality();
                ancestors.set(number++);
            }
            withSelf[node] = ancestors;
        }
        return Arrays.copyOf(counts, number);
    }
}
