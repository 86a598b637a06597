package dev.silversmith.core.graph;

import java.util.Arrays;
import java.util.PriorityQueue;

/** The topological order that always takes the smallest node among those whose parents are all taken. */
final class NaturalOrder {

    private NaturalOrder() {}

    /**
     * Orders nodes, which are positions from 0.
     *
     * @return all nodes; or fewer, if the graph has a cycle
     */
    static int[] of(int[][] children, int[][] parents) {
        int[] missing = Arrays.stream(parents).mapToInt(above -> above.length).toArray();
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int node = 0; node < missing.length; node++) {
            if (missing[node] == 0) {
                ready.add(node);
            }
        }
        int[] order = new int[missing.length];
        int taken = 0;
        while (!ready.isEmpty()) {
            int node = ready.remove();
            order[taken++] = node;
            for (int child : children[node]) {
                if (--missing[child] == 0) {
                    ready.add(child);
                }
            }
        }
        return Arrays.copyOf(order, taken);
    }
}
