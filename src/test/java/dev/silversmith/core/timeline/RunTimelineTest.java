package dev.silversmith.core.timeline;

import static dev.silversmith.core.timeline.TimelineRun.at;
import static dev.silversmith.core.timeline.TimelineRun.span;
import static dev.silversmith.core.timeline.TimelineRun.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.timeline.RunTimeline.Bar;
import dev.silversmith.core.timeline.RunTimeline.Longest;
import dev.silversmith.core.timeline.RunTimeline.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows, bars and numbers of a run's timeline. */
class RunTimelineTest {

    private static List<Bar> bars(RunTimeline timeline, String step) {
        return timeline.rows().stream()
                .filter(row -> row.step().equals(step))
                .findFirst()
                .orElseThrow()
                .bars();
    }

    @Test
    void rows_are_ordered_by_start_and_those_that_wait_come_last() {
        RunTimeline timeline = new TimelineRun()
                .stage(unit("s.a"), unit("s.b"), unit("s.c"))
                .waits("s.a")
                .ran("s.b", 5, 6)
                .ran("s.c", 1, 2)
                .timeline(10);

        assertThat(timeline.rows()).extracting(Row::step).containsExactly("s.c", "s.b", "s.a");
        assertThat(bars(timeline, "s.a")).isEmpty();
    }

    @Test
    void the_axis_begins_with_the_first_start_not_with_the_request() {
        RunTimeline timeline =
                new TimelineRun().stage(unit("s.a")).ran("s.a", 500, 560).timeline(600);

        assertThat(timeline.axis().orElseThrow().start()).isEqualTo(at(500));
        assertThat(timeline.totals().wallClock()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void a_bar_shows_how_long_the_step_waited_after_all_before_it_had_ended() {
        RunTimeline timeline = new TimelineRun()
                .stage(unit("s.a"), unit("s.b", "s.a"), unit("s.c"))
                .ran("s.a", 0, 10)
                .ran("s.b", 14, 20)
                .ran("s.c", 3, 4)
                .timeline(30);

        assertThat(bars(timeline, "s.a").get(0).waited()).isEmpty();
        assertThat(bars(timeline, "s.b").get(0).waited()).hasValue(span(10, 14));
        assertThat(bars(timeline, "s.c").get(0).waited()).hasValue(span(0, 3));
        assertThat(timeline.totals().waiting()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void before_a_further_attempt_lies_the_pause_after_the_one_before_it() {
        RunTimeline timeline = new TimelineRun()
                .stage(unit("s.a"))
                .attempt("s.a", 1, StepStatus.FAILED, 0, 10)
                .attempt("s.a", 2, StepStatus.SUCCEEDED, 25, 30)
                .timeline(40);

        assertThat(bars(timeline, "s.a").get(1).waited()).hasValue(span(10, 25));
        assertThat(timeline.totals().waiting()).isZero();
    }

    @Test
    void a_running_attempt_reaches_until_now() {
        RunTimeline timeline =
                new TimelineRun().stage(unit("s.a")).runs("s.a", 0).timeline(42);

        assertThat(bars(timeline, "s.a").get(0).time()).isEqualTo(span(0, 42));
        assertThat(bars(timeline, "s.a").get(0).underWay()).isTrue();
    }

    @Test
    void the_numbers_leave_out_idle_days() {
        RunTimeline timeline = new TimelineRun()
                .stage(unit("s.a"), unit("s.b"))
                .attempt("s.a", 1, StepStatus.FAILED, 0, 60)
                .attempt("s.b", 1, StepStatus.SUCCEEDED, 0, 30)
                .attempt("s.a", 2, StepStatus.SUCCEEDED, 200_000, 200_090)
                .timeline(300_000);

        assertThat(timeline.totals().wallClock()).isEqualTo(Duration.ofSeconds(150));
        assertThat(timeline.totals().critical()).isEqualTo(Duration.ofSeconds(150));
        assertThat(timeline.totals().peak()).isEqualTo(2);
        assertThat(timeline.totals().averageActive()).isEqualTo(1.2);
        assertThat(timeline.totals().longest()).hasValue(new Longest("s.a", Duration.ofSeconds(90)));
    }

    @Test
    void an_attempt_that_ends_as_another_starts_does_not_overlap_it() {
        assertThat(new TimelineRun()
                        .ran("s.a", 0, 10)
                        .ran("s.b", 10, 20)
                        .withoutPlan(30)
                        .totals()
                        .peak())
                .isEqualTo(1);
    }

    @Test
    void a_clock_that_went_back_makes_no_negative_bar() {
        assertThat(bars(new TimelineRun().ran("s.a", 10, 5).withoutPlan(30), "s.a")
                        .get(0)
                        .time()
                        .length())
                .isZero();
    }

    @Test
    void a_run_in_which_nothing_has_started_has_no_axis() {
        RunTimeline timeline = new TimelineRun().stage(unit("s.a")).waits("s.a").timeline(10);

        assertThat(timeline.axis()).isEmpty();
        assertThat(timeline.totals().peak()).isZero();
    }
}
