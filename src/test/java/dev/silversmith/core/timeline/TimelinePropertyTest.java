package dev.silversmith.core.timeline;

import static dev.silversmith.core.timeline.TimelineRun.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.timeline.RunTimeline.Bar;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds of every run: dependencies, pauses, retries and a resume at random. */
class TimelinePropertyTest {

    private static final int NOW = 1_000_000;

    /**
     * A step of a run.
     *
     * @param parent an earlier step, counted back from this one; 0 for none
     * @param pause seconds between what it waits for and its start
     * @param takes seconds of each attempt
     * @param retryAfter seconds until a second attempt; 0 for none
     * @param newStage whether it begins a stage
     */
    private record Sample(int parent, int pause, int takes, int retryAfter, boolean newStage) {}

    @Provide
    Arbitrary<RunTimeline> runs() {
        Arbitrary<Integer> pauses = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, 20)),
                Tuple.of(1, Arbitraries.integers().between(500, 700)),
                Tuple.of(1, Arbitraries.integers().between(10_000, 30_000)));
        Arbitrary<Integer> retries = Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(0)), Tuple.of(1, pauses));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        pauses,
                        Arbitraries.integers().between(0, 100),
                        retries,
                        Arbitraries.integers().between(0, 5).map(one -> one == 0))
                .as(Sample::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(15)
                .map(TimelinePropertyTest::run);
    }

    private static RunTimeline run(List<Sample> samples) {
        TimelineRun run = new TimelineRun();
        List<Unit> stage = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        int stageStart = 0;
        for (int place = 0; place < samples.size(); place++) {
            Sample sample = samples.get(place);
            if (sample.newStage() && !stage.isEmpty()) {
                run.stage(stage.toArray(Unit[]::new));
                stage.clear();
                stageStart = ends.stream().mapToInt(Integer::intValue).max().orElse(0);
            }
            int parent = place - sample.parent();
            boolean child = sample.parent() > 0 && parent >= 0;
            stage.add(child ? TimelineRun.unit("s.p" + place, "s.p" + parent) : TimelineRun.unit("s.p" + place));
            int start = Math.max(stageStart, child ? ends.get(parent) : 0) + sample.pause();
            int end = start + sample.takes();
            if (sample.retryAfter() > 0) {
                run.attempt("s.p" + place, 1, StepStatus.FAILED, start, end);
                start = end + sample.retryAfter();
                end = start + sample.takes();
                run.attempt("s.p" + place, 2, StepStatus.SUCCEEDED, start, end);
            } else {
                run.ran("s.p" + place, start, end);
            }
            ends.add(end);
        }
        run.stage(stage.toArray(Unit[]::new));
        return run.timeline(NOW);
    }

    private static List<Bar> bars(RunTimeline timeline) {
        return timeline.rows().stream().flatMap(row -> row.bars().stream()).toList();
    }

    @Property(tries = 300)
    void every_bar_lies_on_the_axis(@ForAll("runs") RunTimeline timeline) {
        TimeAxis axis = timeline.axis().orElseThrow();

        assertThat(bars(timeline)).allSatisfy(bar -> {
            assertThat(bar.time().from()).isBetween(axis.start(), axis.end());
            assertThat(bar.time().to()).isBetween(axis.start(), axis.end());
            assertThat(axis.position(bar.time().from()))
                    .isBetween(0.0, axis.position(bar.time().to()));
            assertThat(axis.position(bar.time().to())).isLessThanOrEqualTo(1.0);
        });
    }

    @Property(tries = 300)
    void no_fold_touches_a_bar_and_each_is_long(@ForAll("runs") RunTimeline timeline) {
        assertThat(timeline.axis().orElseThrow().folds()).allSatisfy(fold -> {
            assertThat(fold.length()).isGreaterThan(TimeAxis.LONGEST_GAP);
            assertThat(bars(timeline)).noneSatisfy(bar -> {
                assertThat(bar.time().from()).isBefore(fold.to());
                assertThat(bar.time().to()).isAfter(fold.from());
            });
        });
    }

    @Property(tries = 200)
    void the_axis_goes_only_on_and_without_a_leap(@ForAll("runs") RunTimeline timeline) {
        TimeAxis axis = timeline.axis().orElseThrow();
        long length = Duration.between(axis.start(), axis.end()).toMillis();
        double former = 0;

        for (int place = 0; place <= 500; place++) {
            Instant instant = axis.start().plusMillis(length * place / 500);
            double position = axis.position(instant);
            double next = axis.position(instant.plusMillis(1));
            assertThat(position).isBetween(former - 1e-9, 1.0);
            // A millisecond is at most its share of the shortest axis, or of the shortest fold.
            assertThat(next - position)
                    .isBetween(-1e-9, Math.max(1.0 / Math.max(1, axis.active().toMillis()), 1e-6) + 1e-9);
            former = position;
        }
        assertThat(axis.position(axis.start())).isZero();
        assertThat(axis.position(axis.end())).isEqualTo(length == 0 ? 0.0 : 1.0);
    }

    @Property(tries = 300)
    void outside_of_folds_a_minute_is_as_long_as_any_other(@ForAll("runs") RunTimeline timeline) {
        TimeAxis axis = timeline.axis().orElseThrow();
        double share = Math.min(0.03, 0.4 / Math.max(1, axis.folds().size()))
                * axis.folds().size();

        assertThat(bars(timeline)).allSatisfy(bar -> {
            double expected = axis.active().isZero()
                    ? 0
                    : (1 - share)
                            * bar.time().length().toMillis()
                            / axis.active().toMillis();
            assertThat(axis.position(bar.time().to()) - axis.position(bar.time().from()))
                    .isCloseTo(expected, within(1e-9));
        });
    }

    @Property(tries = 300)
    void the_critical_path_is_never_longer_than_the_run(@ForAll("runs") RunTimeline timeline) {
        assertThat(timeline.totals().critical())
                .isLessThanOrEqualTo(timeline.totals().wallClock());
        assertThat(timeline.path().endedAt())
                .hasValue(timeline.axis().orElseThrow().end());
        assertThat(timeline.path().steps()).doesNotHaveDuplicates().isNotEmpty();
    }

    @Property(tries = 300)
    void each_step_of_the_critical_path_starts_after_the_one_before_it_ended(@ForAll("runs") RunTimeline timeline) {
        List<String> steps = timeline.path().steps();
        for (int place = 1; place < steps.size(); place++) {
            List<Bar> former = row(timeline, steps.get(place - 1));
            List<Bar> latter = row(timeline, steps.get(place));
            assertThat(latter.get(0).time().from())
                    .isAfterOrEqualTo(former.get(former.size() - 1).time().to());
        }
    }

    private static List<Bar> row(RunTimeline timeline, String step) {
        return timeline.rows().stream()
                .filter(row -> row.step().equals(step))
                .findFirst()
                .orElseThrow()
                .bars();
    }

    @Property(tries = 300)
    void the_peak_is_the_most_that_ran_at_one_start(@ForAll("runs") RunTimeline timeline) {
        List<Bar> bars = bars(timeline);
        long most = bars.stream()
                .mapToLong(one -> bars.stream()
                        .filter(other -> !other.time().from().isAfter(one.time().from())
                                && other.time().to().isAfter(one.time().from()))
                        .count())
                .max()
                .orElseThrow();

        assertThat(timeline.totals().peak()).isEqualTo(Math.max(1, (int) most));
        assertThat(timeline.totals().averageActive())
                .isLessThanOrEqualTo(
                        timeline.totals().wallClock().isZero()
                                ? bars.size()
                                : timeline.totals().peak() + 1e-9);
    }

    @Property(tries = 300)
    void ticks_are_on_the_axis_in_order_and_few(@ForAll("runs") RunTimeline timeline) {
        TimeAxis axis = timeline.axis().orElseThrow();
        List<Instant> ticks = axis.ticks(8);

        assertThat(ticks)
                .isSorted()
                .hasSizeLessThanOrEqualTo(9 + 2 * axis.folds().size());
        assertThat(ticks).allSatisfy(tick -> {
            assertThat(tick).isBetween(axis.start(), axis.end());
            assertThat(axis.folds())
                    .noneSatisfy(fold -> assertThat(tick).isAfter(fold.from()).isBefore(fold.to()));
        });
    }

    @Property(tries = 300)
    void every_wait_ends_with_its_bar(@ForAll("runs") RunTimeline timeline) {
        assertThat(bars(timeline)).allSatisfy(bar -> bar.waited().ifPresent(waited -> {
            assertThat(waited.to()).isEqualTo(bar.time().from());
            assertThat(waited.from()).isAfterOrEqualTo(at(0));
        }));
    }
}
