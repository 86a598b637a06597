package dev.silversmith.drawing;

import dev.silversmith.drawing.GraphShape.Arrow;
import dev.silversmith.drawing.GraphShape.Box;
import dev.silversmith.drawing.GraphShape.Direction;
import dev.silversmith.drawing.Layout.Point;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A layout without any search, for a graph that takes the engine too long: each box one layer after the last of its parents, the boxes of a
 * layer in their order, straight lines.
 */
final class PlainLayout {

    private static final double MARGIN = 16;
    private static final double BETWEEN_BOXES = 14;
    private static final double BETWEEN_LAYERS = 60;

    private PlainLayout() {}

    static Layout place(GraphShape shape) {
        boolean right = shape.direction() == Direction.RIGHT;
        int[] layers = Layers.of(shape);
        double[] thickness = new double[shape.boxes().size() + 1];
        double[] next = new double[thickness.length];
        Arrays.fill(next, MARGIN);
        double[] across = new double[layers.length];
        for (int place = 0; place < layers.length; place++) {
            Box box = shape.boxes().get(place);
            int layer = layers[place];
            thickness[layer] = Math.max(thickness[layer], right ? box.width() : box.height());
            across[place] = next[layer];
            next[layer] += (right ? box.height() : box.width()) + BETWEEN_BOXES;
        }
        double[] starts = starts(thickness);
        List<Point> corners = IntStream.range(0, layers.length)
                .mapToObj(place -> right
                        ? new Point(starts[layers[place]], across[place])
                        : new Point(across[place], starts[layers[place]]))
                .toList();
        return layout(shape, corners);
    }

    private static Layout layout(GraphShape shape, List<Point> corners) {
        double width = 0;
        double height = 0;
        for (int place = 0; place < corners.size(); place++) {
            Box box = shape.boxes().get(place);
            width = Math.max(width, corners.get(place).x() + box.width());
            height = Math.max(height, corners.get(place).y() + box.height());
        }
        List<List<Point>> lines = shape.arrows().stream()
                .map(arrow -> line(shape, corners, arrow))
                .toList();
        return new Layout(width + MARGIN, height + MARGIN, corners, lines, Bands.of(shape, corners));
    }

    private static double[] starts(double[] thickness) {
        double[] starts = new double[thickness.length];
        double start = MARGIN;
        for (int layer = 0; layer < thickness.length; layer++) {
            starts[layer] = start;
            start += thickness[layer] + BETWEEN_LAYERS;
        }
        return starts;
    }

    private static List<Point> line(GraphShape shape, List<Point> corners, Arrow arrow) {
        Box from = shape.boxes().get(arrow.from());
        Box to = shape.boxes().get(arrow.to());
        Point start = corners.get(arrow.from());
        Point end = corners.get(arrow.to());
        return shape.direction() == Direction.RIGHT
                ? List.of(
                        new Point(start.x() + from.width(), start.y() + from.height() / 2.0),
                        new Point(end.x(), end.y() + to.height() / 2.0))
                : List.of(
                        new Point(start.x() + from.width() / 2.0, start.y() + from.height()),
                        new Point(end.x() + to.width() / 2.0, end.y()));
    }
}
