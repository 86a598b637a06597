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

    /** Two procedures, a view of both, a view on it, and a child that waits for the first view. */
    private static SampleRun withViews() {
        SampleRun run = new SampleRun();
        Unit child = run.procedure("s.child", "s.a");
        return run.stage(
                run.procedure("s.a"),
                run.procedure("s.b"),
                run.refresh("s.v", "s.a", "s.b"),
                run.refresh(SampleRun.name("s.above"), List.of("refresh:s.v")),
                new Unit(child.name(), child.type(), child.members(), List.of("s.a", "refresh:s.v"), 0, 1000, ""));
    }

    private static List<String> arrows(SampleRun run) {
        List<GraphShape> shapes = new ArrayList<>();
        GraphModel model = run.graph(shape -> {
            shapes.add(shape);
            return SampleRun.COLUMN.place(shape);
        });
        return shapes.get(0).arrows().stream()
                .map(arrow ->
                        keys(model).get(arrow.from()) + " > " + keys(model).get(arrow.to()))
                .map(arrow -> arrow.replace("graph:", ""))
                .toList();
    }

    @Test
    void refreshes_are_nodes_after_their_procedures_and_before_what_waits_for_them() {
        assertThat(arrows(withViews()))
                .containsExactlyInAnyOrder(
                        "s.a > refresh:s.v",
                        "s.b > refresh:s.v",
                        "refresh:s.v > refresh:s.above",
                        "s.a > s.child",
                        "refresh:s.v > s.child");
        assertThat(withViews().graph().nodes())
                .extracting(GraphModel.Node::view)
                .containsExactly(false, false, true, true, false);
    }

    @Test
    void a_refresh_has_the_view_s_name_and_status_and_leads_to_the_table_of_the_run_s_refreshes() {
        GraphModel.Node view = withViews()
                .attempt("s.a", 1, StepStatus.SUCCEEDED, 0, 2)
                .refreshed("s.v", 1, StepStatus.FAILED, 2, 3)
                .refreshed("s.v", 2, StepStatus.RUNNING, 4, null)
                .now(6)
                .graph()
                .nodes()
                .get(2);

        assertThat(view.name()).containsExactly("s.v");
        assertThat(view.look()).isEqualTo("running");
        assertThat(view.lines()).containsExactly("View · Running · attempt 2", "2.00 s");
        assertThat(view.said()).isEqualTo("refresh of s.v, running, attempt 2 of 2, 2.00 s");
        assertThat(view.href()).isEqualTo("/console/run?id=4711&view=graph#refreshes");
    }

    @Test
    void the_legend_counts_steps_and_no_refreshes() {
        SampleRun run =
                withViews().attempt("s.a", 1, StepStatus.SUCCEEDED, 0, 2).refreshed("s.v", 1, StepStatus.FAILED, 2, 3);

        assertThat(run.graph().legend()).containsExactly(new Count("succeeded", 1));
    }

    @Test
    void refreshes_count_for_the_limit_and_are_a_part_of_their_own() {
        SampleRun run = new SampleRun();
        List<Unit> units = new ArrayList<>();
        IntStream.range(0, 299).forEach(place -> units.add(run.procedure("s.p" + place)));
        units.add(run.refresh("s.v", "s.p0"));
        units.add(run.refresh("s.w", "s.p0"));
        run.stage(units).refreshed("s.v", 1, StepStatus.FAILED, 2, 3);

        assertThat(keys(run.graph())).containsExactly("graph:part:stage:1", "graph:part:views:1");
        assertThat(run.graph().nodes().get(1).said()).isEqualTo("Stage 1, views, 2 views: 1 failed, 1 pending");
        assertThat(keys(run.graph("part=views:1"))).containsExactly("graph:refresh:s.v", "graph:refresh:s.w");
        assertThat(run.graph("part=views:1").narrowedTo()).hasValue("Stage 1, views");
    }

    @Test
    void what_lies_around_a_step_has_the_views_that_follow_it() {
        assertThat(keys(withViews().graph("focus=s.b")))
                .containsExactly("graph:s.b", "graph:refresh:s.v", "graph:refresh:s.above", "graph:s.child");
    }

    @Test
    void a_run_that_refreshes_by_hand_is_one_node() {
        SampleRun run = new SampleRun();

        GraphModel model = run.stage(run.refresh("s.v"))
                .refreshed("s.v", 1, StepStatus.SUCCEEDED, 0, 2)
                .graph();

        assertThat(keys(model)).containsExactly("graph:refresh:s.v");
        assertThat(model.edges()).isEmpty();
        assertThat(model.legend()).isEmpty();
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
