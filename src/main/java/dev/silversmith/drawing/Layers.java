package dev.silversmith.drawing;

import dev.silversmith.drawing.GraphShape.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which boxes lie one behind the other: a box is one layer after the last of its parents, a stage begins after the last layer of the stage
 * before it, and boxes without any arrow fill several layers, or all would be in one.
 */
final class Layers {

    private static final int LEAST_IN_LAYER = 8;

    private Layers() {}

    /** The layer of each box, from 0. An arrow back to an earlier box, as a circle of parts has one, moves nothing. */
    static int[] of(GraphShape shape) {
        List<List<Integer>> parents = new ArrayList<>();
        boolean[] joined = new boolean[shape.boxes().size()];
        shape.boxes().forEach(box -> parents.add(new ArrayList<>()));
        shape.arrows().forEach(arrow -> {
            joined[arrow.from()] = true;
            joined[arrow.to()] = true;
            if (arrow.from() < arrow.to()) {
                parents.get(arrow.to()).add(arrow.from());
            }
        });
        Map<Integer, List<Integer>> stages = new TreeMap<>();
        for (int place = 0; place < joined.length; place++) {
            Box box = shape.boxes().get(place);
            stages.computeIfAbsent(box.stage(), none -> new ArrayList<>()).add(place);
        }
        int[] layers = new int[joined.length];
        int first = 0;
        for (List<Integer> places : stages.values()) {
            first = stage(places, first, parents, joined, layers) + 1;
        }
        return layers;
    }

    /** The last layer of a stage. */
    private static int stage(
            List<Integer> places, int first, List<List<Integer>> parents, boolean[] joined, int[] layers) {
        int alone = (int) places.stream().filter(place -> !joined[place]).count();
        int inLayer = Math.max(LEAST_IN_LAYER, (int) Math.ceil(1.5 * Math.sqrt(alone)));
        int placed = 0;
        int last = first;
        for (int place : places) {
            layers[place] = joined[place] ? first : first + placed++ / inLayer;
            for (int parent : parents.get(place)) {
                layers[place] = Math.max(layers[place], layers[parent] + 1);
            }
            last = Math.max(last, layers[place]);
        }
        return last;
    }
}
