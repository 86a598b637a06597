package dev.silversmith.drawing;

import java.util.List;

/**
 * What decides a layout: sizes, arrows and direction, nothing that changes while a run goes on.
 *
 * @param boxes in topological order as far as there is one
 * @param arrows without one from a box to itself
 */
public record GraphShape(List<Box> boxes, List<Arrow> arrows, Direction direction) {

    /** Which way arrows point. */
    public enum Direction {
        RIGHT,
        DOWN
    }

    /**
     * A node, in pixels.
     *
     * @param stage boxes of a smaller stage lie wholly before those of a greater one
     */
    public record Box(int width, int height, int stage) {}

    /** From one box to another, by their positions in the list. */
    public record Arrow(int from, int to) {}

    public GraphShape {
        boxes = List.copyOf(boxes);
        arrows = List.copyOf(arrows);
        for (Arrow arrow : arrows) {
            if (!isBox(arrow.from(), boxes) || !isBox(arrow.to(), boxes) || arrow.from() == arrow.to()) {
                throw new IllegalArgumentException("%s does not join two of %d boxes".formatted(arrow, boxes.size()));
            }
        }
    }

    private static boolean isBox(int position, List<Box> boxes) {
        return position >= 0 && position < boxes.size();
    }
}
