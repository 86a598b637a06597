package dev.silversmith.core.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which nodes of a graph come before which, over any number of arrows; computed once for all of them.
 *
 * @param <N> the nodes
 */
public final class Ancestry<N extends Comparable<? super N>> {

    private final List<N> order;
    private final Map<N, Integer> position = new HashMap<>();
    private final List<BitSet> ancestors = new ArrayList<>();

    Ancestry(DirectedGraph<N> graph) {
        this.order = graph.topologicalOrder();
        for (N node : order) {
            BitSet above = new BitSet();
            for (N parent : graph.parents(node)) {
                above.or(ancestors.get(position.get(parent)));
                above.set(position.get(parent));
            }
            position.put(node, ancestors.size());
            ancestors.add(above);
        }
    }

    /** Tells of a node which of some nodes come before it; asking costs little more than the answer. */
    public Function<N, List<N>> among(Collection<? extends N> some) {
        BitSet mask = new BitSet();
        some.forEach(node -> mask.set(position.get(node)));
        return node -> {
            BitSet found = (BitSet) mask.clone();
            found.and(ancestors.get(position.get(node)));
            return found.stream().mapToObj(order::get).toList();
        };
    }
}
