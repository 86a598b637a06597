package dev.silversmith.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the product computes about an order, computed again by definition and without any thrift: the oracle of the property tests. */
public final class NaiveOrder {

    private static final int FAR = 1_000_000;

    private final int nodes;
    private final boolean[][] edge;

    public NaiveOrder(int nodes) {
        this.nodes = nodes;
        this.edge = new boolean[nodes][nodes];
    }

    public void edge(int parent, int child) {
        edge[parent][child] = true;
    }

    public boolean hasEdge(int parent, int child) {
        return edge[parent][child];
    }

    /** The fewest arrows from one node to another, at least one; a huge number if there is no path. By Floyd and Warshall. */
    public int[][] distances() {
        int[][] distance = new int[nodes][nodes];
        for (int a = 0; a < nodes; a++) {
            for (int b = 0; b < nodes; b++) {
                distance[a][b] = edge[a][b] ? 1 : FAR;
            }
        }
        for (int via = 0; via < nodes; via++) {
            for (int a = 0; a < nodes; a++) {
                for (int b = 0; b < nodes; b++) {
                    distance[a][b] = Math.min(distance[a][b], distance[a][via] + distance[via][b]);
                }
            }
        }
        return distance;
    }

    public boolean precedes(int a, int b) {
        return distances()[a][b] < FAR;
    }

    public boolean isCyclic() {
        int[][] distance = distances();
        return IntStream.range(0, nodes).anyMatch(node -> distance[node][node] < FAR);
    }

    /** Whether a path leads from one node to another on which all nodes in between satisfy the condition. */
    public boolean pathThrough(int from, int to, IntPredicate between) {
        return IntStream.range(0, nodes)
                .filter(next -> edge[from][next])
                .anyMatch(next -> next == to || (between.test(next) && pathThrough(next, to, between)));
    }

    /** The topological order that takes the smallest ready node each time. */
    public List<Integer> order() {
        List<Integer> order = new ArrayList<>();
        while (order.size() < nodes) {
            order.add(IntStream.range(0, nodes)
                    .filter(node -> !order.contains(node))
                    .filter(node ->
                            IntStream.range(0, nodes).allMatch(parent -> !edge[parent][node] || order.contains(parent)))
                    .findFirst()
                    .orElseThrow());
        }
        return order;
    }

    /** The components of the ordinal sum: every subset is tried as the first part of a cut. */
    public List<Set<Integer>> components() {
        int[][] distance = distances();
        List<Set<Integer>> firstParts = IntStream.range(1, 1 << nodes)
                .mapToObj(this::members)
                .filter(first -> isCut(first, distance))
                .sorted(Comparator.comparingInt(Set::size))
                .toList();
        List<Set<Integer>> components = new ArrayList<>();
        Set<Integer> before = Set.of();
        for (Set<Integer> first : firstParts) {
            Set<Integer> component = new TreeSet<>(first);
            component.removeAll(before);
            components.add(component);
            before = first;
        }
        return components;
    }

    private Set<Integer> members(int bits) {
        return IntStream.range(0, nodes)
                .filter(node -> (bits & 1 << node) != 0)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isCut(Set<Integer> first, int[][] distance) {
        return first.stream().allMatch(a -> IntStream.range(0, nodes)
                .filter(b -> !first.contains(b))
                .allMatch(b -> distance[a][b] < FAR));
    }

    /** The heaviest path that starts at a node. */
    public long longestPath(int from, long[] weights) {
        return weights[from]
                + IntStream.range(0, nodes)
                        .filter(next -> edge[from][next])
                        .mapToLong(next -> longestPath(next, weights))
                        .max()
                        .orElse(0);
    }
}
