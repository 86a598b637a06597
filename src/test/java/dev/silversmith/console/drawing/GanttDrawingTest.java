package dev.silversmith.console.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.run.StepStatus;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Gantt chart of a run as SVG. */
class GanttDrawingTest {

    private static final int DAY = 86_400;

    private static SampleRun resumed() {
        SampleRun run = new SampleRun();
        return run.stage(
                        run.procedure("silver.customers"),
                        run.procedure("silver.products"),
                        run.procedure("silver.load_orders", "silver.customers"),
                        run.procedure("silver.sales", "silver.load_orders"))
                .attempt("silver.customers", 1, StepStatus.SUCCEEDED, 0, 60)
                .attempt("silver.products", 1, StepStatus.SUCCEEDED, 0, 20)
                .attempt("silver.load_orders", 1, StepStatus.FAILED, 70, 100)
                .attempt("silver.load_orders", 2, StepStatus.SUCCEEDED, 2 * DAY, 2 * DAY + 104)
                .skipped("silver.sales", "silver.load_orders");
    }

    @Test
    void each_attempt_is_a_link_that_says_everything() throws IOException {
        Picture picture = SampleRun.draw(resumed().gantt());

        assertThat(picture.all("//a/@aria-label"))
                .containsExactly(
                        "silver.customers, succeeded, 1 min 00 s, on the critical path",
                        "silver.products, succeeded, 20 s",
                        "silver.load_orders, failed, attempt 1 of 2, 30 s, on the critical path",
                        "silver.load_orders, succeeded, attempt 2 of 2, 1 min 44 s, on the critical path",
                        "silver.sales, blocked");
        assertThat(picture.all("//a/@href"))
                .contains("/console/step?run=4711&step=silver.load_orders&attempt=1")
                .contains("/console/step?run=4711&step=silver.load_orders&attempt=2");
        assertThat(picture.all("//a/title")).isEqualTo(picture.all("//a/@aria-label"));
    }

    private static SampleRun withViews() {
        SampleRun run = new SampleRun();
        return run.stage(run.procedure("s.a"), run.procedure("s.b"), run.refresh("s.v", "s.a"))
                .attempt("s.a", 1, StepStatus.SUCCEEDED, 0, 10)
                .attempt("s.b", 1, StepStatus.SUCCEEDED, 30, 40)
                .refreshed("s.v", 1, StepStatus.FAILED, 12, 14)
                .refreshed("s.v", 2, StepStatus.SUCCEEDED, 50, 80);
    }

    @Test
    void views_stand_at_the_bottom_below_a_rule() throws IOException {
        Picture picture = SampleRun.draw(withViews().gantt());

        assertThat(picture.all("//g[@class='row']/@data-live-key"))
                .containsExactly("gantt:s.a", "gantt:s.b", "gantt:refresh:s.v");
        assertThat(picture.all("//text[@class='rule-label']")).containsExactly("Materialized views");
        assertThat(picture.all("//g[preceding-sibling::g/line[@class='rule']][@class='row']/@data-live-key"))
                .containsExactly("gantt:refresh:s.v");
        assertThat(picture.all("//g[@class='row'][3]//a/@aria-label"))
                .containsExactly(
                        "refresh of s.v, failed, attempt 1 of 2, 2.00 s",
                        "refresh of s.v, succeeded, attempt 2 of 2, 30 s");
        assertThat(picture.all("//g[@class='row'][3]//a/@href"))
                .containsOnly("/console/run?id=4711&view=gantt#refreshes");
        assertThat(SampleRun.draw(resumed().gantt()).all("//line[@class='rule']"))
                .isEmpty();
    }

    @Test
    void the_time_of_refreshes_is_on_the_axis_and_no_part_of_the_critical_path() {
        GanttModel model = withViews().gantt();

        assertThat(model.rows().items().get(2).bars().get(1).to()).isEqualTo(1);
        assertThat(SampleRun.START.plusSeconds(80))
                .isEqualTo(model.axis().orElseThrow().end());
        assertThat(model.tiles())
                .extracting(tile -> tile.term() + ": " + tile.value())
                .contains("Wall clock, without idle time: 1 min 20 s", "Longest step: s.a 10 s");
        assertThat(withViews().gantt("critical=only").rows().items())
                .extracting(GanttModel.Row::view)
                .containsOnly(false);
    }

    @Test
    void a_run_that_refreshes_by_hand_has_one_bar_and_no_tiles_of_steps() throws IOException {
        SampleRun run = new SampleRun();
        GanttModel model = run.stage(run.refresh("s.v"))
                .refreshed("s.v", 1, StepStatus.SUCCEEDED, 0, 2)
                .gantt();

        assertThat(SampleRun.draw(model).all("//g[@class='row']//rect[@class='box']"))
                .hasSize(1);
        assertThat(model.tiles())
                .extracting(GanttModel.Tile::term)
                .containsExactly("Wall clock, without idle time", "Peak concurrency", "Average active");
    }

    @Test
    void idle_days_are_a_break_that_says_how_long() throws IOException {
        Picture picture = SampleRun.draw(resumed().gantt());

        assertThat(picture.all("//text[@class='fold-label']")).containsExactly("⋯ 1 d 23 h idle ⋯");
        assertThat(picture.all("//rect[@class='fold']")).hasSize(1);
    }

    @Test
    void failed_attempts_are_hatched() throws IOException {
        assertThat(SampleRun.draw(resumed().gantt()).all("//rect[@class='hatched']"))
                .hasSize(1);
    }

    @Test
    void the_critical_path_is_marked_by_word_and_border() throws IOException {
        Picture picture = SampleRun.draw(resumed().gantt());

        assertThat(picture.all("//g[@data-critical]/@data-live-key"))
                .containsExactly("gantt:silver.customers", "gantt:silver.load_orders");
        assertThat(picture.all("//text[@class='critical-word']")).containsExactly("critical", "critical");
        assertThat(picture.all("//rect[@class='box critical']")).hasSize(3);
    }

    @Test
    void the_address_leaves_only_the_critical_path_or_hides_the_waits() throws IOException {
        Picture critical = SampleRun.draw(resumed().gantt("critical=only"));
        Picture withoutWaits = SampleRun.draw(resumed().gantt("waiting=off"));

        assertThat(critical.all("//g[@class='row']")).hasSize(2);
        assertThat(withoutWaits.all("//line[@class='wait']")).isEmpty();
        assertThat(SampleRun.draw(resumed().gantt()).all("//line[@class='wait']"))
                .isNotEmpty();
        assertThat(resumed().gantt("critical=only").addresses().critical())
                .isEqualTo("/console/run?id=4711&view=gantt");
        assertThat(resumed().gantt().addresses().waiting()).isEqualTo("/console/run?id=4711&view=gantt&waiting=off");
    }

    @Test
    void every_bar_can_be_seen_and_lies_on_the_axis() throws IOException {
        SampleRun run = new SampleRun();
        Picture picture = SampleRun.draw(run.stage(run.procedure("s.short"), run.procedure("s.long"))
                .attempt("s.short", 1, StepStatus.SUCCEEDED, 3600, 3600)
                .attempt("s.long", 1, StepStatus.SUCCEEDED, 0, 3600)
                .gantt());

        assertThat(picture.all("//a/rect[starts-with(@class, 'box')]/@width"))
                .extracting(Double::parseDouble)
                .allSatisfy(width -> assertThat(width).isBetween(3.0, 668.0));
    }

    @Test
    void times_are_those_of_the_reader() throws IOException {
        assertThat(SampleRun.draw(resumed().gantt(true, ZoneOffset.UTC)).all("//text[@class='tick-label']"))
                .first()
                .asString()
                .startsWith("11-22 23:30");
        assertThat(SampleRun.draw(resumed().gantt(true, ZoneId.of("Europe/Berlin")))
                        .all("//text[@class='tick-label']"))
                .first()
                .asString()
                .startsWith("11-23 00:30");
    }

    @Test
    void a_run_without_a_plan_has_bars_and_no_critical_path() throws IOException {
        GanttModel model = resumed().gantt(false, ZoneOffset.UTC, "critical=only");

        assertThat(SampleRun.draw(model).all("//g[@class='row']")).hasSize(4);
        assertThat(SampleRun.draw(model).all("//*[@data-critical]")).isEmpty();
        assertThat(model.tiles())
                .extracting(GanttModel.Tile::term)
                .containsExactly("Wall clock, without idle time", "Peak concurrency", "Average active", "Longest step");
    }

    @Test
    void the_tiles_say_the_run_in_numbers() {
        assertThat(resumed().gantt().tiles())
                .extracting(tile -> tile.term() + ": " + tile.value())
                .containsExactly(
                        "Wall clock, without idle time: 3 min 24 s",
                        "Critical path: 3 min 24 s (100 %)",
                        "Peak concurrency: 2",
                        "Average active: 1.0",
                        "Longest step: silver.load_orders 1 min 44 s",
                        "Waited for a lane: 10 s");
    }

    @Test
    void a_run_of_1300_steps_shows_300_of_them_at_a_time() throws IOException {
        GanttModel model = SampleRun.ofSize(1300).gantt("page=2");
        Picture picture = SampleRun.draw(model);

        assertThat(picture.all("//g[@class='row']")).hasSize(300);
        assertThat(model.rows().first()).isEqualTo(301);
        assertThat(model.rows().total()).isEqualTo(1300);
        assertThat(model.addresses().next()).hasValue("/console/run?id=4711&view=gantt&page=3");
        assertThat(picture.text()).hasSizeLessThan(400_000);
    }

    @Test
    void a_run_in_which_nothing_has_started_has_no_chart() {
        SampleRun run = new SampleRun();

        assertThat(run.stage(run.procedure("s.a"))
                        .attempt("s.a", 1, StepStatus.PENDING, null, null)
                        .gantt()
                        .isDrawn())
                .isFalse();
    }

    @Test
    void the_selected_step_is_marked_and_keys_are_for_live_updates() throws IOException {
        Picture picture = SampleRun.draw(resumed().gantt("step=silver.sales"));

        assertThat(picture.all("//rect[@class='selection']")).hasSize(1);
        assertThat(picture.all("//a[@aria-current]/@data-status")).containsExactly("blocked");
        assertThat(List.copyOf(picture.all("//@data-live-key")))
                .doesNotHaveDuplicates()
                .hasSize(4);
        assertThat(picture.all("//@style | //script | //style")).isEmpty();
    }
}
