package dev.silversmith.drawing;

import dev.silversmith.drawing.GraphShape.Box;
import dev.silversmith.drawing.GraphShape.Direction;
import dev.silversmith.drawing.Layout.Band;
import dev.silversmith.drawing.Layout.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The stretch that each stage takes of a drawing. */
final class Bands {

    private Bands() {}

    static List<Band> of(GraphShape shape, List<Point> corners) {
        TreeMap<Integer, Band> bands = new TreeMap<>();
        for (int place = 0; place < corners.size(); place++) {
            Box box = shape.boxes().get(place);
            boolean right = shape.direction() == Direction.RIGHT;
            double from = right ? corners.get(place).x() : corners.get(place).y();
            Band band = new Band(box.stage(), from, from + (right ? box.width() : box.height()));
            bands.merge(box.stage(), band, Bands::join);
        }
        return new ArrayList<>(bands.values());
    }

    private static Band join(Band one, Band other) {
        return new Band(one.stage(), Math.min(one.from(), other.from()), Math.max(one.to(), other.to()));
    }
}
