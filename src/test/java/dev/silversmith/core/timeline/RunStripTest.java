package dev.silversmith.core.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.timeline.RunStrip.Lane;
import dev.silversmith.core.timeline.RunStrip.StripRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The strip of the last runs. */
class RunStripTest {

    private static final Instant NOW = Instant.parse("2026-11-22T23:30:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    /** From some hours ago to some hours ago; without an end it goes on. */
    private static StripRun run(long number, String label, double from, Double to) {
        return new StripRun(
                number,
                label,
                to == null ? RunStatus.RUNNING : RunStatus.SUCCEEDED,
                ago(from),
                Optional.ofNullable(to).map(RunStripTest::ago));
    }

    private static Instant ago(double hours) {
        return NOW.minusSeconds(Math.round(hours * 3600));
    }

    private static List<String> labels(RunStrip strip) {
        return strip.lanes().stream().map(lane -> lane.label().orElse("others")).toList();
    }

    @Test
    void runs_of_one_label_share_a_lane_and_the_busiest_is_first() {
        RunStrip strip = RunStrip.of(
                List.of(run(3, "finance", 2, 1.0), run(2, "sales", 4, 3.0), run(1, "sales", 8, 7.0)), DAY, NOW);

        assertThat(labels(strip)).containsExactly("sales", "finance");
        assertThat(strip.lanes().get(0).rows()).hasSize(1);
        assertThat(strip.lanes().get(0).rows().get(0))
                .extracting(bar -> bar.run().number())
                .containsExactly(1L, 2L);
    }

    @Test
    void runs_that_overlap_are_in_rows_of_their_own() {
        RunStrip strip = RunStrip.of(List.of(run(2, "sales", 3, null), run(1, "sales", 4, 2.0)), DAY, NOW);

        assertThat(strip.lanes().get(0).rows()).hasSize(2);
    }

    @Test
    void places_go_from_the_range_s_begin_to_now() {
        RunStrip.Bar bar = RunStrip.of(List.of(run(1, "sales", 6, null)), DAY, NOW)
                .lanes()
                .get(0)
                .rows()
                .get(0)
                .get(0);

        assertThat(bar.from()).isCloseTo(0.75, within(1e-9));
        assertThat(bar.to()).isEqualTo(1.0);
    }

    @Test
    void a_run_that_began_before_the_range_begins_with_it_and_one_that_ended_before_is_not_shown() {
        RunStrip strip = RunStrip.of(List.of(run(2, "sales", 30, 20.0), run(1, "sales", 40, 25.0)), DAY, NOW);

        assertThat(strip.lanes()).hasSize(1);
        assertThat(strip.lanes().get(0).rows().get(0)).singleElement().satisfies(bar -> {
            assertThat(bar.run().number()).isEqualTo(2);
            assertThat(bar.from()).isZero();
        });
    }

    @Test
    void more_labels_than_lanes_share_the_last_one() {
        List<StripRun> runs = new ArrayList<>();
        for (int label = 0; label < 12; label++) {
            runs.add(run(label, "label " + label, 20 - label, 19.5 - label));
        }

        RunStrip strip = RunStrip.of(runs, DAY, NOW);

        assertThat(strip.lanes()).hasSize(RunStrip.MOST_LANES + 1);
        assertThat(labels(strip)).last().isEqualTo("others");
        assertThat(strip.lanes().stream()
                        .map(Lane::rows)
                        .flatMap(List::stream)
                        .mapToLong(List::size)
                        .sum())
                .isEqualTo(12);
    }

    @Test
    void ticks_are_round_and_few() {
        assertThat(RunStrip.ticks(DAY, NOW)).hasSize(8).allSatisfy(tick -> assertThat(
                        tick.getEpochSecond() % (3 * 3600))
                .isZero());
        assertThat(RunStrip.ticks(Duration.ofDays(7), NOW)).hasSize(7);
    }
}
