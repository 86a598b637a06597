package dev.silversmith.console.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.drawing.GraphShape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the graph of a run shows. */
class RunGraphTest {

    private static List<String> keys(GraphModel model) {
        return model.nodes().stream().map(GraphModel.Node::key).toList();
    }

    /** {@code s.p0 → s.p1 → … } */
    private static SampleRun chain(int length) {
        SampleRun run = new SampleRun();
        return run.stage(IntStream.range(0, length)
                .mapToObj(
                        place -> place == 0 ? run.procedure("s.p0") : run.procedure("s.p" + place, "s.p" + (place - 1)))
                .toList());
    }

    @Test
    void around_a_step_lie_two_levels_before_and_after_it() {
        assertThat(keys(chain(9).graph("focus=s.p4")))
                .containsExactly("graph:s.p2", "graph:s.p3", "graph:s.p4", "graph:s.p5", "graph:s.p6");
    }

    @Test
    void what_is_not_in_the_run_narrows_nothing() {
        for (String address :
                List.of("focus=s.foreign", "focus=no name", "part=stage:9", "page=x", "page=99", "step=\"")) {
            GraphModel model = chain(3).graph(address);

            assertThat(model.nodes()).as(address).hasSize(3);
            assertThat(model.narrowedTo()).isEmpty();
        }
    }

    @Test
    void a_large_run_is_collapsed_to_its_groups_and_stages() {
        SampleRun run = new SampleRun();
        List<Unit> units = new ArrayList<>();
        units.add(run.group("sales", "s.a", "s.b"));
        IntStream.range(0, 300).forEach(place -> units.add(run.procedure("s.p" + place)));
        run.stage(units);

        GraphModel model = run.graph("step=s.b");

        assertThat(model.collapsed()).isTrue();
        assertThat(keys(model)).containsExactly("graph:part:group:sales", "graph:part:stage:1");
        assertThat(model.nodes().get(0).selected()).isTrue();
        assertThat(keys(run.graph("part=group:sales"))).containsExactly("graph:s.a", "graph:s.b");
        assertThat(run.graph("part=group:sales").narrowedTo()).hasValue("group sales");
    }

    @Test
    void the_members_of_a_group_follow_one_another() {
        SampleRun run = new SampleRun();

        GraphModel model = run.stage(run.group("sales", "s.a", "s.b", "s.c")).graph();

        assertThat(model.edges()).hasSize(2);
    }

    @Test
    void three_hundred_steps_are_not_collapsed() {
        assertThat(SampleRun.ofSize(300).graph().collapsed()).isFalse();
        assertThat(SampleRun.ofSize(301).graph().collapsed()).isTrue();
    }

    @Test
    void the_layout_does_not_depend_on_how_the_run_stands() {
        List<GraphShape> shapes = new ArrayList<>();
        SampleRun run = chain(3);

        run.graph(shape -> {
            shapes.add(shape);
            return SampleRun.COLUMN.place(shape);
        });
        run.attempt("s.p0", 1, StepStatus.FAILED, 0, 5).attempt("s.p0", 2, StepStatus.SUCCEEDED, 9, 12);
        run.graph(shape -> {
            shapes.add(shape);
            return SampleRun.COLUMN.place(shape);
        });

        assertThat(shapes.get(1)).isEqualTo(shapes.get(0));
    }

    @Test
    void the_address_turns_the_graph() {
        List<GraphShape.Direction> directions = new ArrayList<>();

        GraphModel down = chain(2).graph(
                        shape -> {
                            directions.add(shape.direction());
                            return SampleRun.COLUMN.place(shape);
                        },
                        "dir=TB");

        assertThat(directions).containsExactly(GraphShape.Direction.DOWN);
        assertThat(down.addresses().turned()).isEqualTo("/console/run?id=4711&view=graph");
        assertThat(chain(2).graph().addresses().turned()).isEqualTo("/console/run?id=4711&view=graph&dir=TB");
    }

    @Test
    void a_step_that_waits_for_its_next_try_is_retrying() {
        SampleRun run =
                chain(1).attempt("s.p0", 1, StepStatus.FAILED, 0, 5).attempt("s.p0", 2, StepStatus.PENDING, null, null);

        assertThat(run.graph().nodes().get(0).look()).isEqualTo("retrying");
        assertThat(run.graph().legend()).containsExactly(new Count("retrying", 1));
    }

    @Test
    void skipped_because_the_run_stopped_is_not_blocked() {
        assertThat(chain(1).skipped("s.p0", "run_stopped")
                        .graph()
                        .nodes()
                        .get(0)
                        .look())
                .isEqualTo("skipped");
    }
}
