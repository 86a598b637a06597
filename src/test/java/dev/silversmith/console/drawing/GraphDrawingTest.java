package dev.silversmith.console.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The graph of a run as SVG. */
class GraphDrawingTest {

    private static SampleRun failed() {
        SampleRun run = new SampleRun();
        return run.stage(
                        run.procedure("silver.customers"),
                        run.procedure("silver.load_orders", "silver.customers"),
                        run.procedure("silver.sales", "silver.load_orders"))
                .attempt("silver.customers", 1, StepStatus.SUCCEEDED, 0, 60)
                .attempt("silver.load_orders", 1, StepStatus.FAILED, 61, 70)
                .attempt("silver.load_orders", 2, StepStatus.FAILED, 90, 194)
                .skipped("silver.sales", "silver.load_orders");
    }

    @Test
    void each_node_is_a_link_to_the_step_in_topological_order() throws IOException {
        Picture picture = SampleRun.draw(failed().graph());

        assertThat(picture.all("//a/@href"))
                .containsExactly(
                        "/console/step?run=4711&step=silver.customers&attempt=1",
                        "/console/step?run=4711&step=silver.load_orders&attempt=2",
                        "/console/step?run=4711&step=silver.sales&attempt=1");
    }

    @Test
    void a_node_says_everything_to_the_ear() throws IOException {
        Picture picture = SampleRun.draw(failed().graph());

        assertThat(picture.all("//a/@aria-label"))
                .containsExactly(
                        "silver.customers, succeeded, 1 min 00 s, on the critical path",
                        "silver.load_orders, failed, attempt 2 of 2, 1 min 44 s, on the critical path",
                        "silver.sales, blocked");
        assertThat(picture.one("/svg/@role")).isEqualTo("group");
        assertThat(picture.one("/svg/@aria-label")).isEqualTo("Graph of the run, 3 nodes");
    }

    @Test
    void a_status_is_shown_by_shape_word_and_colour() throws IOException {
        Picture picture = SampleRun.draw(failed().graph());

        assertThat(picture.all("//a/@data-status")).containsExactly("succeeded", "failed", "blocked");
        assertThat(picture.all("//a/use/@href")).containsExactly("#icon-succeeded", "#icon-failed", "#icon-blocked");
        assertThat(picture.all("//a/text[@class='said'][1]"))
                .containsExactly("Succeeded · critical", "Failed · attempt 2 · critical", "Blocked");
    }

    @Test
    void each_node_and_the_arrows_have_their_key_for_live_updates() throws IOException {
        Picture picture = SampleRun.draw(failed().graph());

        assertThat(picture.all("//@data-live-key"))
                .containsExactly(
                        "graph:edges", "graph:silver.customers", "graph:silver.load_orders", "graph:silver.sales");
    }

    @Test
    void the_arrows_of_the_critical_path_are_others() throws IOException {
        Picture picture = SampleRun.draw(failed().graph());

        assertThat(picture.all("//g[@data-live-key]/path/@class")).containsExactly("edge", "edge critical");
    }

    @Test
    void the_selected_step_is_marked() throws IOException {
        Picture picture = SampleRun.draw(failed().graph("step=silver.sales"));

        assertThat(picture.one("//a[@aria-current]/@data-live-key")).isEqualTo("graph:silver.sales");
        assertThat(picture.all("//rect[@class='selection']")).hasSize(1);
    }

    @Test
    void hostile_names_are_text() throws IOException {
        SampleRun run = new SampleRun();
        QualifiedName hostile = new QualifiedName("silver", "a<b>&'c\"</svg><script>x");
        QualifiedName long63 = new QualifiedName("silver", "x".repeat(63));
        QualifiedName cyrillic = new QualifiedName("склад", "загрузка_заказов");
        run.stage(run.procedure(hostile), run.procedure(long63), run.procedure(cyrillic))
                .attempt(hostile.toString(), 1, StepStatus.SUCCEEDED, 0, 1)
                .attempt(long63.toString(), 1, StepStatus.SUCCEEDED, 0, 1)
                .attempt(cyrillic.toString(), 1, StepStatus.SUCCEEDED, 0, 1);

        Picture graph = SampleRun.draw(run.graph());
        Picture gantt = SampleRun.draw(run.gantt());

        for (QualifiedName name : new QualifiedName[] {hostile, long63, cyrillic}) {
            assertThat(String.join("", graph.all("//a[starts-with(@data-live-key, 'graph:')]/text[@class='name']")))
                    .contains(name.toString());
            assertThat(String.join("", gantt.all("//text[@class='name']"))).contains(name.toString());
            assertThat(graph.all("//a/@aria-label"))
                    .anySatisfy(said -> assertThat(said).startsWith(name + ", "));
            assertThat(gantt.all("//a/@aria-label"))
                    .anySatisfy(said -> assertThat(said).startsWith(name + ", "));
        }
        assertThat(graph.all("//script")).isEmpty();
        assertThat(gantt.all("//script")).isEmpty();
    }

    @Test
    void hostile_names_of_views_are_text() throws IOException {
        SampleRun run = new SampleRun();
        for (String name : List.of("a<b>&'c\"</svg><script>x", "x".repeat(63), "продажи")) {
            QualifiedName view = new QualifiedName("silver", name);
            run.stage(run.refresh(view, List.of())).refreshed(view, 1, StepStatus.FAILED, 0, 1);

            for (Picture picture : List.of(SampleRun.draw(run.graph()), SampleRun.draw(run.gantt()))) {
                assertThat(String.join("", picture.all("//text[@class='name']")))
                        .contains(view.toString());
                assertThat(picture.all("//a/@aria-label"))
                        .anySatisfy(said -> assertThat(said).startsWith("refresh of " + view + ", failed"));
                assertThat(picture.all("//script")).isEmpty();
            }
        }
    }

    @Test
    void views_stand_apart_from_steps_by_their_shape() throws IOException {
        SampleRun run = new SampleRun();
        Picture picture = SampleRun.draw(
                run.stage(run.procedure("s.a"), run.refresh("s.v", "s.a")).graph());

        assertThat(picture.all("//a[@class='node']/rect[@class='box']/@rx")).containsExactly("6");
        assertThat(picture.all("//a[@class='node view']/rect[@class='box']/@rx"))
                .containsExactly("18");
    }

    @Test
    void nothing_has_a_style_of_its_own_or_runs() throws IOException {
        assertThat(SampleRun.draw(failed().graph())
                        .all("//@style | //script | //style | //@*[starts-with(name(), 'on')]"))
                .isEmpty();
    }

    @Test
    void the_same_run_is_always_drawn_alike() throws IOException {
        assertThat(SampleRun.draw(SampleRun.ofSize(120).graph()).text())
                .isEqualTo(SampleRun.draw(SampleRun.ofSize(120).graph()).text());
    }

    @Test
    void a_run_of_1300_steps_opens_small() throws IOException {
        Picture picture = SampleRun.draw(SampleRun.ofSize(1300).graph());

        assertThat(picture.all("//a/@href"))
                .containsExactly(
                        "/console/run?id=4711&view=graph&part=stage%3A1",
                        "/console/run?id=4711&view=graph&part=stage%3A2");
        assertThat(picture.all("//a/@aria-label"))
                .containsExactly(
                        "Stage 1, 650 steps: 650 succeeded, on the critical path",
                        "Stage 2, 650 steps: 1 failed, 649 succeeded, on the critical path");
        assertThat(picture.text()).hasSizeLessThan(5_000);
    }

    @Test
    void a_part_with_too_many_steps_is_shown_in_pages() throws IOException {
        GraphModel model = SampleRun.ofSize(1300).graph("part=stage:2", "page=3");

        assertThat(model.pages().first()).isEqualTo(601);
        assertThat(model.pages().last()).isEqualTo(650);
        assertThat(model.addresses().next()).isEmpty();
        assertThat(model.addresses().previous()).hasValue("/console/run?id=4711&view=graph&page=2");
        assertThat(SampleRun.draw(SampleRun.ofSize(1300).graph("part=stage:2")).text())
                .hasSizeLessThan(400_000);
    }
}
