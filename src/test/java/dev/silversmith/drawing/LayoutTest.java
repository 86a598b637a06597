package dev.silversmith.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.drawing.GraphShape.Arrow;
import dev.silversmith.drawing.GraphShape.Box;
import dev.silversmith.drawing.GraphShape.Direction;
import dev.silversmith.drawing.Layout.Band;
import dev.silversmith.drawing.Layout.Point;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every layout keeps to, the engine's and the plain one. */
class LayoutTest {

    private static Layout elk(GraphShape shape) {
        return ElkLayout.place(shape, () -> false);
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void the_engine_lets_no_two_boxes_overlap_and_keeps_stages_apart(Direction direction) {
        GraphShape shape = SampleShapes.ofSize(60, direction);

        assertSound(shape, elk(shape));
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void the_plain_layout_lets_no_two_boxes_overlap_and_keeps_stages_apart(Direction direction) {
        GraphShape shape = SampleShapes.ofSize(60, direction);

        assertSound(shape, PlainLayout.place(shape));
    }

    @Test
    void stages_are_kept_apart_where_no_arrow_joins_them() {
        List<Box> boxes = List.of(new Box(100, 40, 1), new Box(100, 40, 2), new Box(100, 40, 2), new Box(90, 40, 3));
        GraphShape shape = new GraphShape(boxes, List.of(new Arrow(1, 2)), Direction.RIGHT);

        assertSound(shape, elk(shape));
        assertSound(shape, PlainLayout.place(shape));
        assertThat(elk(shape).bands()).hasSize(3);
    }

    @Test
    void boxes_without_arrows_are_not_piled_up_in_one_column() {
        GraphShape shape = new GraphShape(Collections.nCopies(100, new Box(200, 60, 1)), List.of(), Direction.RIGHT);

        assertSound(shape, elk(shape));
        assertThat(elk(shape).height()).isLessThan(2_000);
    }

    @Test
    void the_same_shape_is_always_placed_alike() {
        assertThat(elk(SampleShapes.ofSize(100, Direction.RIGHT)))
                .isEqualTo(elk(SampleShapes.ofSize(100, Direction.RIGHT)));
    }

    @Test
    void arrows_point_in_the_direction_of_the_drawing() {
        List<Box> boxes = List.of(new Box(100, 40, 1), new Box(100, 40, 1));
        List<Arrow> arrows = List.of(new Arrow(0, 1));

        Layout right = elk(new GraphShape(boxes, arrows, Direction.RIGHT));
        Layout down = elk(new GraphShape(boxes, arrows, Direction.DOWN));

        assertThat(right.corners().get(1).x())
                .isGreaterThanOrEqualTo(right.corners().get(0).x() + 100);
        assertThat(down.corners().get(1).y())
                .isGreaterThanOrEqualTo(down.corners().get(0).y() + 40);
    }

    @Test
    void parts_that_wait_for_one_another_in_a_circle_are_placed_too() {
        List<Box> boxes = List.of(new Box(100, 40, 1), new Box(100, 40, 1));
        GraphShape circle = new GraphShape(boxes, List.of(new Arrow(0, 1), new Arrow(1, 0)), Direction.RIGHT);

        assertSound(circle, elk(circle));
        assertSound(circle, PlainLayout.place(circle));
    }

    @Test
    void an_arrow_that_joins_no_two_boxes_is_refused() {
        List<Box> one = List.of(new Box(100, 40, 1));

        assertThatThrownBy(() -> new GraphShape(one, List.of(new Arrow(0, 1)), Direction.RIGHT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not join two of 1 boxes");
        assertThatThrownBy(() -> new GraphShape(one, List.of(new Arrow(0, 0)), Direction.RIGHT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_layout_that_is_given_up_has_no_result() {
        assertThatThrownBy(() -> ElkLayout.place(SampleShapes.ofSize(10, Direction.RIGHT), () -> true))
                .isInstanceOf(RuntimeException.class);
    }

    private static void assertSound(GraphShape shape, Layout layout) {
        assertThat(layout.corners()).hasSameSizeAs(shape.boxes());
        assertThat(layout.lines()).hasSameSizeAs(shape.arrows()).allSatisfy(line -> assertThat(line)
                .hasSizeGreaterThan(1));
        for (int one = 0; one < shape.boxes().size(); one++) {
            Point corner = layout.corners().get(one);
            assertThat(corner.x())
                    .isBetween(0.0, layout.width() - shape.boxes().get(one).width());
            assertThat(corner.y())
                    .isBetween(0.0, layout.height() - shape.boxes().get(one).height());
            for (int other = 0; other < one; other++) {
                assertThat(overlap(shape, layout, one, other)).isFalse();
            }
        }
        for (int band = 1; band < layout.bands().size(); band++) {
            Band former = layout.bands().get(band - 1);
            assertThat(layout.bands().get(band).from()).isGreaterThanOrEqualTo(former.to());
        }
    }

    private static boolean overlap(GraphShape shape, Layout layout, int one, int other) {
        Point a = layout.corners().get(one);
        Point b = layout.corners().get(other);
        Box ofA = shape.boxes().get(one);
        Box ofB = shape.boxes().get(other);
        return a.x() < b.x() + ofB.width()
                && b.x() < a.x() + ofA.width()
                && a.y() < b.y() + ofB.height()
                && b.y() < a.y() + ofA.height();
    }
}
