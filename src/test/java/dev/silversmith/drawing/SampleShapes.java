package dev.silversmith.drawing;

import dev.silversmith.drawing.GraphShape.Arrow;
import dev.silversmith.drawing.GraphShape.Box;
import dev.silversmith.drawing.GraphShape.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Graphs as warehouses have them: three stages, each box with one to three parents a little before it. */
final class SampleShapes {

    private SampleShapes() {}

    static GraphShape ofSize(int boxes, Direction direction) {
        Random random = new Random(boxes);
        List<Box> sized = IntStream.range(0, boxes)
                .mapToObj(place -> new Box(190, 44 + 16 * random.nextInt(3), 3 * place / boxes))
                .toList();
        List<Arrow> arrows = new ArrayList<>();
        for (int place = 1; place < boxes; place++) {
            int child = place;
            random.ints(1 + random.nextInt(3), Math.max(0, place - 30), place)
                    .distinct()
                    .forEach(parent -> arrows.add(new Arrow(parent, child)));
        }
        return new GraphShape(sized, arrows, direction);
    }
}
