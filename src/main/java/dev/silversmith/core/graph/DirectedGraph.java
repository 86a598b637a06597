package dev.silversmith.core.graph;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Nodes and the arrows between them, unchangeable once built. An arrow {@code a → b} says that {@code a} comes first: {@code a} is a
 * parent of {@code b}.
 *
 * <p>Every answer is determined by nodes and arrows alone, never by the order in which they were added. Nothing recurses, so a chain of
 * any length is as safe as a wide graph.
 *
 * @param <N> the nodes; their natural order, consistent with equals, breaks every tie
 */
public final class DirectedGraph<N extends Comparable<? super N>> {

    /** In natural order; below, a node is its position here. */
    private final List<N> nodes;

    private final Map<N, Integer> positions;
    private final int[][] children;
    private final int[][] parents;

    /** The natural topological order; shorter where there is a cycle. */
    private final int[] order;

    private DirectedGraph(List<N> nodes, Map<N, Integer> positions, Arrows arrows) {
        this.nodes = nodes;
        this.positions = positions;
        this.children = arrows.children(nodes.size());
        this.parents = arrows.parents(nodes.size());
        this.order = NaturalOrder.of(children, parents);
    }

    /** Starts a graph with these nodes and no arrow. */
    public static <N extends Comparable<? super N>> Builder<N> of(Collection<? extends N> nodes) {
        return new Builder<>(nodes);
    }

    /** Collects arrows between given nodes. */
    public static final class Builder<N extends Comparable<? super N>> {

        private final List<N> nodes;
        private final Map<N, Integer> positions = new LinkedHashMap<>();
        private final Arrows arrows = new Arrows();

        private Builder(Collection<? extends N> nodes) {
            this.nodes = List.copyOf(new TreeSet<N>(nodes));
            this.nodes.forEach(node -> positions.put(node, positions.size()));
        }

        /**
         * Adds an arrow; one that is there already is not added twice.
         *
         * @throws IllegalArgumentException if an end is not a node of the graph
         */
        public Builder<N> edge(N parent, N child) {
            Integer from = positions.get(parent);
            Integer to = positions.get(child);
            if (from == null || to == null) {
                throw new IllegalArgumentException(
                        "%s → %s does not join two nodes of the graph".formatted(parent, child));
            }
            arrows.add(from, to);
            return this;
        }

        public DirectedGraph<N> build() {
            return new DirectedGraph<>(nodes, positions, arrows);
        }
    }

    /** Every node, in natural order. */
    public Set<N> nodes() {
        return Collections.unmodifiableSet(positions.keySet());
    }

    /** The nodes with an arrow to this one, in natural order. */
    public List<N> parents(N node) {
        return nodesAt(parents[positions.get(node)]);
    }

    /** The nodes to which this one has an arrow, in natural order. */
    public List<N> children(N node) {
        return nodesAt(children[positions.get(node)]);
    }

    private List<N> nodesAt(int[] places) {
        return Arrays.stream(places).mapToObj(nodes::get).toList();
    }

    N nodeAt(int position) {
        return nodes.get(position);
    }

    int positionOf(N node) {
        return positions.get(node);
    }

    int[] parentsAt(int position) {
        return parents[position];
    }

    public int edgeCount() {
        return Arrays.stream(children).mapToInt(below -> below.length).sum();
    }

    /** One cycle as {@code [a, b, c, a]}, a shortest one through its smallest node; empty if there is none. */
    public Optional<List<N>> cycle() {
        return cycles().stream().findFirst();
    }

    /** A cycle as {@code [a, b, c, a]} for each part of the graph whose nodes all reach one another, by smallest node. */
    public List<List<N>> cycles() {
        return order.length == nodes.size()
                ? List.of()
                : Cycles.of(children).stream().map(this::nodesAt).toList();
    }

    /**
     * The topological order that always takes the node that is smallest in natural order among those whose parents are all taken.
     *
     * @throws IllegalStateException if the graph has a cycle; ask {@link #cycle()} first
     */
    public List<N> topologicalOrder() {
        return nodesAt(order());
    }

    /** The same, as positions. */
    int[] order() {
        if (order.length < nodes.size()) {
            throw new IllegalStateException("a graph with a cycle has no topological order");
        }
        return order;
    }

    /** These nodes and all from which one of them can be reached by at most {@code depth} arrows. */
    public SortedSet<N> ancestors(Collection<? extends N> of, int depth) {
        return within(of, depth, this::parents);
    }

    /** These nodes and all that can be reached from one of them by at most {@code depth} arrows. */
    public SortedSet<N> descendants(Collection<? extends N> of, int depth) {
        return within(of, depth, this::children);
    }

    private SortedSet<N> within(Collection<? extends N> start, int depth, Function<N, List<N>> step) {
        SortedSet<N> reached = new TreeSet<>(start);
        Deque<N> ring = new ArrayDeque<>(reached);
        for (int distance = 0; distance < depth && !ring.isEmpty(); distance++) {
            Deque<N> next = new ArrayDeque<>();
            for (N node : ring) {
                step.apply(node).stream().filter(found -> reached.add(found)).forEach(next::add);
            }
            ring = next;
        }
        return reached;
    }

    /**
     * What comes before what.
     *
     * @throws IllegalStateException if the graph has a cycle
     */
    public Ancestry<N> ancestry() {
        return new Ancestry<>(this);
    }

    /**
     * Which of some nodes can be reached from each node.
     *
     * @param marks the nodes that are looked for
     * @throws IllegalStateException if the graph has a cycle
     */
    public Reach<N> reach(Predicate<? super N> marks) {
        return Reach.of(this, marks);
    }

    /**
     * The graph of some nodes only, in which the paths through all others live on as arrows: {@code a → b} if, and only if, a path leads
     * from {@code a} to {@code b} with no kept node between them.
     *
     * @throws IllegalStateException if the graph has a cycle
     * @throws TooManyArrows if more than a million arrows would have to live on
     */
    public DirectedGraph<N> keeping(Set<N> kept) {
        return kept.containsAll(nodes) ? this : Contraction.of(this, kept);
    }

    /**
     * For every node the weight of the heaviest path that starts with it, its own weight included.
     *
     * @param weight of a node, not negative
     * @throws IllegalStateException if the graph has a cycle
     */
    public Map<N, Long> longestPaths(ToLongFunction<? super N> weight) {
        int[] sorted = order();
        long[] longest = new long[sorted.length];
        Map<N, Long> result = new HashMap<>();
        for (int place = sorted.length - 1; place >= 0; place--) {
            int node = sorted[place];
            long below = 0;
            for (int child : children[node]) {
                below = Math.max(below, longest[child]);
            }
            longest[node] = weight.applyAsLong(nodes.get(node)) + below;
            result.put(nodes.get(node), longest[node]);
        }
        return result;
    }

    /**
     * The components such that everything in an earlier one precedes everything in a later one, as fine as possible.
     *
     * @param counted the nodes to divide; the others only carry order from their parents to their children
     * @return the counted nodes in topological order, cut wherever that is possible
     * @throws IllegalStateException if the graph has a cycle
     */
    public List<List<N>> ordinalSum(Predicate<? super N> counted) {
        return OrdinalSum.of(this, counted);
    }
}
