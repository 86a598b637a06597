package dev.silversmith.core.timeline;

import static dev.silversmith.core.timeline.TimelineRun.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.run.StepStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which steps decided how long a run took. */
class CriticalPathTest {

    @Test
    void it_goes_back_to_the_dependency_that_finished_last() {
        RunTimeline timeline = new TimelineRun()
                .stage(unit("s.a"), unit("s.b"), unit("s.c", "s.a", "s.b"), unit("s.d", "s.a"))
                .ran("s.a", 0, 10)
                .ran("s.b", 0, 7)
                .ran("s.c", 12, 30)
                .ran("s.d", 10, 20)
                .timeline(100);

        assertThat(timeline.path().steps()).containsExactly("s.a", "s.c");
        assertThat(timeline.totals().critical()).isEqualTo(Duration.ofSeconds(30));
        assertThat(timeline.path().expected()).isZero();
    }

    @Test
    void a_step_waits_for_the_whole_stage_before_its_own() {
        RunTimeline timeline = new TimelineRun()
                .stage(unit("s.dim_fast"), unit("s.dim_slow"))
                .stage(unit("s.fact", "s.dim_fast"), unit("s.other"))
                .ran("s.dim_fast", 0, 1)
                .ran("s.dim_slow", 0, 9)
                .ran("s.fact", 9, 20)
                .ran("s.other", 9, 10)
                .timeline(100);

        assertThat(timeline.path().steps()).containsExactly("s.dim_slow", "s.fact");
    }

    @Test
    void units_of_a_sequential_stage_wait_for_one_another() {
        RunTimeline timeline = new TimelineRun()
                .sequence(unit("s.a"), unit("s.b"), unit("s.c"))
                .ran("s.a", 0, 1)
                .ran("s.b", 1, 2)
                .ran("s.c", 2, 3)
                .timeline(100);

        assertThat(timeline.path().steps()).containsExactly("s.a", "s.b", "s.c");
    }

    @Test
    void the_members_of_a_group_wait_for_one_another_and_the_first_for_what_the_group_waits_for() {
        RunTimeline timeline = new TimelineRun()
                .stage(unit("s.a"), TimelineRun.group("g", List.of("s.m1", "s.m2"), "s.a"), unit("s.z", "group:g"))
                .ran("s.a", 0, 5)
                .ran("s.m1", 5, 6)
                .ran("s.m2", 6, 7)
                .ran("s.z", 8, 9)
                .timeline(100);

        assertThat(timeline.path().steps()).containsExactly("s.a", "s.m1", "s.m2", "s.z");
    }

    @Test
    void a_step_counts_from_its_first_attempt_to_its_last() {
        RunTimeline timeline = new TimelineRun()
                .stage(unit("s.a"))
                .attempt("s.a", 1, StepStatus.FAILED, 0, 10)
                .attempt("s.a", 2, StepStatus.SUCCEEDED, 20, 50)
                .timeline(100);

        assertThat(timeline.totals().critical()).isEqualTo(Duration.ofSeconds(50));
    }

    @Test
    void while_it_runs_it_goes_through_the_step_with_the_longest_expected_way() {
        RunTimeline timeline = new TimelineRun()
                .stage(
                        unit("s.a", 5_000, 70_000),
                        unit("s.b", 5_000, 6_000),
                        unit("s.c", 60_000, 65_000, "s.a"),
                        unit("s.d", 1_000, 1_000, "s.b"),
                        unit("s.e", 5_000, 5_000, "s.c"))
                .runs("s.a", 0)
                .runs("s.b", 0)
                .waits("s.c")
                .waits("s.d")
                .waits("s.e")
                .timeline(2);

        assertThat(timeline.path().steps()).containsExactly("s.a", "s.c", "s.e");
        assertThat(timeline.path().expected()).isEqualTo(Duration.ofSeconds(68));
        assertThat(timeline.totals().critical()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_step_that_takes_longer_than_usual_is_expected_to_end_now() {
        RunTimeline timeline = new TimelineRun()
                .stage(unit("s.a", 5_000, 8_000), unit("s.b", 3_000, 3_000, "s.a"))
                .runs("s.a", 0)
                .waits("s.b")
                .timeline(60);

        assertThat(timeline.path().steps()).containsExactly("s.a", "s.b");
        assertThat(timeline.path().expected()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void before_anything_starts_there_is_none() {
        assertThat(new TimelineRun().stage(unit("s.a")).waits("s.a").timeline(0).path())
                .isEqualTo(CriticalPath.NONE);
    }

    @Test
    void a_run_without_a_plan_has_none() {
        assertThat(new TimelineRun().ran("s.a", 0, 1).withoutPlan(5).path()).isEqualTo(CriticalPath.NONE);
    }
}
