package dev.silversmith.core.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;

/** Finds a concrete cycle in every strongly connected part of a graph. */
final class Cycles {

    private Cycles() {}

    /**
     * Finds cycles among nodes, which are positions from 0.
     *
     * @return paths as {@code [0, 1, 2, 0]}, by smallest node, with which each begins
     */
    static List<int[]> of(int[][] children) {
        Graph<Integer, DefaultEdge> graph = new DefaultDirectedGraph<>(DefaultEdge.class);
        IntStream.range(0, children.length).forEach(graph::addVertex);
        for (int node = 0; node < children.length; node++) {
            for (int child : children[node]) {
                graph.addEdge(node, child);
            }
        }
        // Kosaraju's, because JGraphT's implementation of it is the iterative one.
        var parts = new KosarajuStrongConnectivityInspector<>(graph).stronglyConnectedSets();
        return parts.stream()
                .filter(part -> isCyclic(children, part))
                .map(part -> through(children, Collections.min(part), part))
                .sorted(Comparator.comparing(cycle -> cycle[0]))
                .toList();
    }

    private static boolean isCyclic(int[][] children, Set<Integer> part) {
        int one = part.iterator().next();
        return part.size() > 1 || Arrays.binarySearch(children[one], one) >= 0;
    }

    /** A shortest way from a node back to itself inside its part, found breadth first. */
    private static int[] through(int[][] children, int start, Set<Integer> part) {
        Map<Integer, Integer> cameFrom = new HashMap<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        while (!cameFrom.containsKey(start)) {
            int node = open.remove();
            for (int child : children[node]) {
                if (part.contains(child) && cameFrom.putIfAbsent(child, node) == null) {
                    open.add(child);
                }
            }
        }
        return backwards(cameFrom, start);
    }

    private static int[] backwards(Map<Integer, Integer> cameFrom, int start) {
        List<Integer> path = new ArrayList<>(List.of(start));
        for (int node = cameFrom.get(start); node != start; node = cameFrom.get(node)) {
            path.add(node);
        }
        path.add(start);
        Collections.reverse(path);
        return path.stream().mapToInt(Integer::intValue).toArray();
    }
}
