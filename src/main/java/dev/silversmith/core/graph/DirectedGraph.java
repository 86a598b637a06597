package dev.silversmith.core.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
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
import org.jgrapht.Graph;
import org.jgrapht.Graphs;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.traverse.NotDirectedAcyclicGraphException;
import org.jgrapht.traverse.TopologicalOrderIterator;

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

    private final Graph<N, DefaultEdge> graph;

    private DirectedGraph(Graph<N, DefaultEdge> graph) {
        this.graph = graph;
    }

    /** Starts a graph with these nodes and no arrow. */
    public static <N extends Comparable<? super N>> Builder<N> of(Collection<? extends N> nodes) {
        return new Builder<>(nodes);
    }

    /** Collects arrows between given nodes. */
    public static final class Builder<N extends Comparable<? super N>> {

        /** By node, in natural order. */
        private final Map<N, SortedSet<N>> children = new LinkedHashMap<>();

        private Builder(Collection<? extends N> nodes) {
            new TreeSet<N>(nodes).forEach(node -> children.put(node, new TreeSet<>()));
        }

        /**
         * Adds an arrow; one that is there already is not added twice.
         *
         * @throws IllegalArgumentException if an end is not a node of the graph
         */
        public Builder<N> edge(N parent, N child) {
            SortedSet<N> siblings = children.get(parent);
            if (siblings == null || !children.containsKey(child)) {
                throw new IllegalArgumentException(
                        "%s → %s does not join two nodes of the graph".formatted(parent, child));
            }
            siblings.add(child);
            return this;
        }

        public DirectedGraph<N> build() {
            Graph<N, DefaultEdge> graph = new DefaultDirectedGraph<>(DefaultEdge.class);
            children.keySet().forEach(graph::addVertex);
            children.forEach((parent, to) -> to.forEach(child -> graph.addEdge(parent, child)));
            return new DirectedGraph<>(graph);
        }
    }

    /** Every node, in natural order. */
    public Set<N> nodes() {
        return Collections.unmodifiableSet(graph.vertexSet());
    }

    /** The nodes with an arrow to this one, in natural order. */
    public List<N> parents(N node) {
        return Graphs.predecessorListOf(graph, node);
    }

    /** The nodes to which this one has an arrow, in natural order. */
    public List<N> children(N node) {
        return Graphs.successorListOf(graph, node);
    }

    public int edgeCount() {
        return graph.edgeSet().size();
    }

    /** One cycle as {@code [a, b, c, a]}, a shortest one through its smallest node; empty if there is none. */
    public Optional<List<N>> cycle() {
        return cycles().stream().findFirst();
    }

    /** A cycle as {@code [a, b, c, a]} for each part of the graph whose nodes all reach one another, by smallest node. */
    public List<List<N>> cycles() {
        return Cycles.of(graph);
    }

    /** The topological order that takes the node that is smallest in natural order among those that are ready. */
    public List<N> topologicalOrder() {
        return topologicalOrder(Comparator.naturalOrder());
    }

    /**
     * The topological order that always takes the smallest node among those whose parents are all taken.
     *
     * @param ties must tell all nodes apart, or the order is not determined
     * @throws IllegalStateException if the graph has a cycle; ask {@link #cycle()} first
     */
    public List<N> topologicalOrder(Comparator<? super N> ties) {
        List<N> order = new ArrayList<>(graph.vertexSet().size());
        try {
            new TopologicalOrderIterator<>(graph, ties::compare).forEachRemaining(order::add);
        } catch (NotDirectedAcyclicGraphException cyclic) {
            throw new IllegalStateException("a graph with a cycle has no topological order", cyclic);
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
     * The graph of some nodes only, in which the paths through all others live on as arrows: {@code a → b} if, and only if, a path leads
     * from {@code a} to {@code b} with no kept node between them.
     *
     * @throws IllegalStateException if the graph has a cycle
     */
    public DirectedGraph<N> keeping(Set<N> kept) {
        return kept.containsAll(graph.vertexSet()) ? this : Contraction.of(this, kept);
    }

    /**
     * For every node the weight of the heaviest path that starts with it, its own weight included.
     *
     * @param weight of a node, not negative
     * @throws IllegalStateException if the graph has a cycle
     */
    public Map<N, Long> longestPaths(ToLongFunction<? super N> weight) {
        List<N> order = topologicalOrder();
        Collections.reverse(order);
        Map<N, Long> longest = new HashMap<>();
        for (N node : order) {
            long below = children(node).stream().mapToLong(longest::get).max().orElse(0);
            longest.put(node, weight.applyAsLong(node) + below);
        }
        return longest;
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
