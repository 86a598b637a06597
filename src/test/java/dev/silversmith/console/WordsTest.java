package dev.silversmith.console;

import static dev.silversmith.console.SampleRuns.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.RunView.StepCounts;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.run.Skip;
import dev.silversmith.core.run.StepStatus;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.009S, 9 ms",
        "PT0.01S, 0.01 s",
        "PT0.42S, 0.42 s",
        "PT9.999S, 9.99 s",
        "PT10S, 10 s",
        "PT59.999S, 59 s",
        "PT1M, 1 min 00 s",
        "PT3M12S, 3 min 12 s",
        "PT59M59.9S, 59 min 59 s",
        "PT1H4M, 1 h 04 min",
        "PT23H59M59S, 23 h 59 min",
        "PT51H, 2 d 03 h"
    })
    void a_duration_has_two_units_and_is_never_rounded_up(Duration duration, String words) {
        assertThat(Words.span(duration)).isEqualTo(words);
    }

    @Test
    void a_measured_duration_wins_over_the_clock() {
        assertThat(Words.duration(Optional.of(420L), Optional.of(START), Optional.empty(), START.plusSeconds(60)))
                .isEqualTo("0.42 s");
    }

    @Test
    void what_has_not_ended_lasts_until_now() {
        assertThat(Words.duration(Optional.empty(), Optional.of(START), Optional.empty(), START.plusSeconds(77)))
                .isEqualTo("1 min 17 s");
    }

    @Test
    void a_database_clock_that_is_ahead_gives_no_negative_duration() {
        assertThat(Words.duration(Optional.empty(), Optional.of(START), Optional.empty(), START.minusSeconds(1)))
                .isEqualTo("0 ms");
    }

    @Test
    void what_has_not_started_or_was_not_measured_has_no_duration() {
        assertThat(Words.duration(Optional.empty(), Optional.empty(), Optional.empty(), START))
                .isEqualTo("–");
        assertThat(Words.duration(Optional.empty(), Optional.of(START), Optional.of(START), START))
                .isEqualTo("–");
    }

    @Test
    void times_are_in_utc_and_say_so() {
        assertThat(Words.date(START, ZoneOffset.UTC)).isEqualTo("2026-11-22");
        assertThat(Words.clock(START, ZoneOffset.UTC)).isEqualTo("23:41:07 UTC");
        assertThat(Words.exactClock(START, ZoneOffset.UTC)).isEqualTo("23:41:07.123 UTC");
    }

    @Test
    void rows_are_grouped() {
        assertThat(Words.rows(1_204_331)).isEqualTo("1,204,331");
    }

    @Test
    void steps_are_counted_in_words_and_empty_statuses_left_out() {
        assertThat(Words.steps(new StepCounts(19, 0, 0, 18, 1, 0, 0, 0, 0))).isEqualTo("18 succeeded, 1 failed");
        assertThat(Words.steps(new StepCounts(36, 1, 2, 3, 4, 5, 6, 7, 8)))
                .isEqualTo("3 succeeded, 4 failed, 2 running, 6 rolled back, 7 interrupted, 8 cancelled, 5 skipped,"
                        + " 1 pending");
        assertThat(Words.steps(new StepCounts(0, 0, 0, 0, 0, 0, 0, 0, 0))).isEqualTo("no steps");
    }

    @Test
    void the_message_of_a_failed_step_is_the_first_line_of_its_error() {
        assertThat(Words.message(step(StepStatus.FAILED, null, "boom\nsecond line")))
                .isEqualTo("boom");
        assertThat(Words.message(step(StepStatus.FAILED, null, ""))).isEmpty();
    }

    @Test
    void the_message_of_a_skipped_step_names_the_reason_as_it_is() {
        assertThat(Words.message(step(StepStatus.SKIPPED, "silver.\"it's {0}\" failed", null)))
                .isEqualTo("skipped because silver.\"it's {0}\" failed");
        assertThat(Words.message(step(StepStatus.SKIPPED, Skip.RUN_STOPPED, null)))
                .isEqualTo("skipped because the run stopped at its first failure");
    }

    @Test
    void a_step_that_was_undone_or_lost_says_so_and_others_say_nothing() {
        assertThat(Words.message(step(StepStatus.ROLLED_BACK, null, null))).contains("group");
        assertThat(Words.message(step(StepStatus.INTERRUPTED, null, null))).contains("server");
        assertThat(Words.message(step(StepStatus.SUCCEEDED, null, null))).isEmpty();
    }

    @Test
    void only_a_group_is_named_as_unit() {
        assertThat(Words.group(SampleRuns.step(
                        "silver.a",
                        "group:sales",
                        1,
                        StepStatus.PENDING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())))
                .isEqualTo("sales");
        assertThat(Words.group(step(StepStatus.PENDING, null, null))).isEmpty();
    }

    @Test
    void a_name_breaks_after_dots_and_underscores_and_loses_nothing() {
        assertThat(Words.pieces("silver.load_x")).containsExactly("silver.", "load_", "x");
        assertThat(String.join("", Words.pieces("_a__b.\"C d\"_"))).isEqualTo("_a__b.\"C d\"_");
    }

    private static StepView step(StepStatus status, String skippedBecause, String error) {
        return SampleRuns.step(
                "silver.a",
                "silver.a",
                1,
                status,
                Optional.empty(),
                Optional.ofNullable(skippedBecause),
                Optional.ofNullable(error).map(StepError::of));
    }

    @Test
    void a_blocker_is_named_by_process_and_user() {
        Blocker seen = new Blocker(14711, Optional.of("etl"), Optional.of("lock table x"), Optional.empty());
        Blocker hidden = new Blocker(14711, Optional.of("etl"), Optional.empty(), Optional.empty());
        Blocker prepared = new Blocker(0, Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(Words.blocker(seen)).startsWith("Session 14711 of user etl holds the lock.");
        assertThat(Words.blocker(hidden)).endsWith("may not be seen with the rights of this server.");
        assertThat(Words.blocker(prepared)).startsWith("A prepared transaction holds the lock");
    }
}
