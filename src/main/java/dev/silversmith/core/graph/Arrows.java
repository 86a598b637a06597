package dev.silversmith.core.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Arrows between nodes, which are positions from 0; a growing list of them. */
final class Arrows {

    private static final int FIRST_ROOM = 16;

    private long[] codes = new long[FIRST_ROOM];
    private int size;

    void add(int parent, int child) {
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, 2 * size);
        }
        codes[size++] = code(parent, child);
    }

    /** For each node its children, each once, smallest first. */
    int[][] children(int nodes) {
        return rows(nodes, Arrays.stream(codes, 0, size));
    }

    /** For each node its parents, each once, smallest first. */
    int[][] parents(int nodes) {
        return rows(nodes, Arrays.stream(codes, 0, size).map(code -> code(second(code), first(code))));
    }

    private static int[][] rows(int nodes, LongStream arrows) {
        long[] sorted = arrows.sorted().distinct().toArray();
        int[] seconds = Arrays.stream(sorted).mapToInt(Arrows::second).toArray();
        int[] ends = new int[nodes];
        for (long arrow : sorted) {
            ends[first(arrow)]++;
        }
        Arrays.parallelPrefix(ends, Integer::sum);
        return IntStream.range(0, nodes)
                .mapToObj(node -> Arrays.copyOfRange(seconds, node == 0 ? 0 : ends[node - 1], ends[node]))
                .toArray(int[][]::new);
    }

    private static long code(int from, int to) {
        return (long) from << Integer.SIZE | to;
    }

    private static int first(long code) {
        return (int) (code >>> Integer.SIZE);
    }

    private static int second(long code) {
        return (int) code;
    }
}
