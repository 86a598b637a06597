package dev.silversmith.core.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.Graphs;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DefaultEdge;

/** Finds a concrete cycle in every strongly connected part of a graph. */
final class Cycles {

    private Cycles() {}

    static <N extends Comparable<? super N>> List<List<N>> of(Graph<N, DefaultEdge> graph) {
        // Kosaraju's, because JGraphT's implementation of it is the iterative one.
        var parts = new KosarajuStrongConnectivityInspector<>(graph).stronglyConnectedSets();
        return parts.stream()
                .filter(part -> isCyclic(graph, part))
                .map(part -> through(graph, Collections.min(part), part))
                .sorted(Comparator.comparing(cycle -> cycle.get(0)))
                .toList();
    }

    private static <N> boolean isCyclic(Graph<N, DefaultEdge> graph, Set<N> part) {
        N one = part.iterator().next();
        return part.size() > 1 || graph.containsEdge(one, one);
    }

    /** A shortest way from a node back to itself inside its part, found breadth first. */
    private static <N> List<N> through(Graph<N, DefaultEdge> graph, N start, Set<N> part) {
        Map<N, N> cameFrom = new HashMap<>();
        Deque<N> open = new ArrayDeque<>(List.of(start));
        while (!cameFrom.containsKey(start)) {
            N node = open.remove();
            for (N child : Graphs.successorListOf(graph, node)) {
                if (part.contains(child) && cameFrom.putIfAbsent(child, node) == null) {
                    open.add(child);
                }
            }
        }
        return backwards(cameFrom, start);
    }

    private static <N> List<N> backwards(Map<N, N> cameFrom, N start) {
        List<N> path = new ArrayList<>(List.of(start));
        for (N node = cameFrom.get(start); !node.equals(start); node = cameFrom.get(node)) {
            path.add(node);
        }
        path.add(start);
        Collections.reverse(path);
        return path;
    }
}
