package dev.silversmith.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.core.catalog.Watermark.Bound;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatermarkTest {

    private static final Optional<String> STORED = Optional.of("100");
    private static final Optional<String> NONE = Optional.empty();

    private static Watermark watermark(Optional<String> initial, Optional<String> lookback) {
        return new Watermark(
                WatermarkType.BIGINT,
                initial,
                Optional.of("select 1"),
                NONE,
                lookback,
                Bound.EXCLUSIVE,
                Bound.INCLUSIVE);
    }

    @Test
    void an_incremental_window_begins_where_the_last_load_ended() {
        assertThat(watermark(Optional.of("0"), NONE).lowerBound(STORED, Mode.INCREMENTAL))
                .contains("100");
    }

    @Test
    void the_lookback_is_taken_off_the_stored_value_only() {
        Watermark watermark = watermark(Optional.of("0"), Optional.of("30"));

        assertThat(watermark.lowerBound(STORED, Mode.INCREMENTAL)).contains("70");
        assertThat(watermark.lowerBound(NONE, Mode.INCREMENTAL)).contains("0");
        assertThat(watermark.lowerBound(STORED, Mode.FULL)).contains("0");
    }

    @Test
    void without_an_initial_value_the_first_and_every_full_load_begin_at_null() {
        assertThat(watermark(NONE, NONE).lowerBound(NONE, Mode.INCREMENTAL)).isEmpty();
        assertThat(watermark(NONE, NONE).lowerBound(STORED, Mode.FULL)).isEmpty();
    }

    @Test
    void its_end_comes_from_one_place() {
        assertThatThrownBy(() -> new Watermark(
                        WatermarkType.TEXT,
                        NONE,
                        Optional.of("select 'a'"),
                        Optional.of("p_end"),
                        NONE,
                        Bound.EXCLUSIVE,
                        Bound.INCLUSIVE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Watermark(WatermarkType.TEXT, NONE, NONE, NONE, NONE, Bound.EXCLUSIVE, Bound.INCLUSIVE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rows_at_a_bound_belong_to_one_of_two_windows() {
        assertThatThrownBy(() -> new Watermark(
                        WatermarkType.TEXT,
                        NONE,
                        Optional.of("select 'a'"),
                        NONE,
                        NONE,
                        Bound.EXCLUSIVE,
                        Bound.EXCLUSIVE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
