package dev.silversmith.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.drawing.GraphShape.Direction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What happens around the engine: what is kept, and what is drawn when it fails. */
class GraphLayoutsTest {

    private static final GraphShape SHAPE = SampleShapes.ofSize(5, Direction.RIGHT);
    private static final Layout OF_ENGINE = new Layout(1, 1, List.of(), List.of(), List.of());
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger asked = new AtomicInteger();

    private Layout counted() {
        asked.incrementAndGet();
        return OF_ENGINE;
    }

    @Test
    void a_shape_is_placed_by_the_engine_once() {
        GraphLayouts layouts = new GraphLayouts((shape, givenUp) -> counted(), Runnable::run, LONG);

        Layout first = layouts.place(SHAPE);

        assertThat(layouts.place(SampleShapes.ofSize(5, Direction.RIGHT))).isSameAs(first);
        assertThat(first).isEqualTo(OF_ENGINE);
        assertThat(asked).hasValue(1);
    }

    @Test
    void only_so_many_layouts_are_kept() {
        GraphLayouts layouts = new GraphLayouts((shape, givenUp) -> counted(), Runnable::run, LONG);
        layouts.place(SHAPE);

        for (int size = 10; size < 80; size++) {
            layouts.place(SampleShapes.ofSize(size, Direction.DOWN));
        }
        int before = asked.get();
        layouts.place(SHAPE);

        assertThat(asked).hasValue(before + 1);
    }

    @Test
    void a_shape_at_which_the_engine_fails_is_drawn_plainly() {
        GraphLayouts layouts = new GraphLayouts(
                (shape, givenUp) -> {
                    throw new NoClassDefFoundError("for want of a library");
                },
                Runnable::run,
                LONG);

        assertThat(layouts.place(SHAPE)).isEqualTo(PlainLayout.place(SHAPE));
    }

    @Test
    void a_shape_that_takes_the_engine_long_is_drawn_plainly_until_it_is_ready() {
        Queue<Runnable> later = new ArrayDeque<>();
        GraphLayouts layouts = new GraphLayouts((shape, givenUp) -> counted(), later::add, Duration.ofMillis(1));

        assertThat(layouts.place(SHAPE)).isEqualTo(PlainLayout.place(SHAPE));
        assertThat(layouts.place(SHAPE)).isEqualTo(PlainLayout.place(SHAPE));
        assertThat(later).hasSize(1);
        later.remove().run();

        assertThat(layouts.place(SHAPE)).isEqualTo(OF_ENGINE);
    }

    @Test
    void where_no_thread_is_free_the_engine_is_asked_again_the_next_time() {
        AtomicInteger refused = new AtomicInteger();
        GraphLayouts layouts = new GraphLayouts(
                (shape, givenUp) -> counted(),
                task -> {
                    if (refused.getAndIncrement() == 0) {
                        throw new RejectedExecutionException("busy");
                    }
                    task.run();
                },
                LONG);

        assertThat(layouts.place(SHAPE)).isEqualTo(PlainLayout.place(SHAPE));
        assertThat(layouts.place(SHAPE)).isEqualTo(OF_ENGINE);
    }

    @Test
    void a_graph_without_boxes_is_empty() {
        GraphLayouts layouts = new GraphLayouts((shape, givenUp) -> counted(), Runnable::run, LONG);

        assertThat(layouts.place(new GraphShape(List.of(), List.of(), Direction.RIGHT))
                        .corners())
                .isEmpty();
        assertThat(asked).hasValue(0);
    }

    @Test
    void the_warm_up_uses_the_engine() {
        new GraphLayouts((shape, givenUp) -> counted(), Runnable::run, LONG).warmUp();

        assertThat(asked).hasValue(1);
    }
}
