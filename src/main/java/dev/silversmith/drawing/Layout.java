package dev.silversmith.drawing;

import java.util.List;

/**
 * Where everything lies, in pixels from the upper left corner.
 *
 * @param corners the upper left corner of each box, in the order of the boxes
 * @param lines the points through which each arrow goes, in the order of the arrows; at least two
 * @param bands one for each stage, in order
 */
public record Layout(double width, double height, List<Point> corners, List<List<Point>> lines, List<Band> bands) {

    /** A place. */
    public record Point(double x, double y) {}

    /** What the boxes of a stage take of the drawing, along its direction. */
    public record Band(int stage, double from, double to) {}

    public Layout {
        corners = List.copyOf(corners);
        lines = lines.stream().map(List::copyOf).toList();
        bands = List.copyOf(bands);
    }
}
