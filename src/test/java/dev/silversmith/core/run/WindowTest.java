package dev.silversmith.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.Watermark.Bound;
import dev.silversmith.core.catalog.WatermarkType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final Watermark WATERMARK = new Watermark(
            WatermarkType.TIMESTAMPTZ,
            Optional.of("1970-01-01T00:00:00Z"),
            Optional.of("select max(at) from t"),
            Optional.empty(),
            Optional.of("PT10M"),
            Bound.EXCLUSIVE,
            Bound.INCLUSIVE);
    private static final Optional<String> STORED = Optional.of("2026-01-31T00:00:00Z");

    @Test
    void the_end_is_the_upper_bound_in_its_one_form() {
        Window window = Window.of(WATERMARK, Mode.INCREMENTAL, STORED, Optional.of("2026-02-01 01:00:00.123456+01"));

        assertThat(window.lower()).contains("2026-01-30T23:50:00Z");
        assertThat(window.upper()).contains("2026-02-01T00:00:00.123456Z");
        assertThat(window.end()).isEqualTo(window.upper());
    }

    @Test
    void without_an_upper_bound_the_window_is_empty_and_the_watermark_stays() {
        Window window = Window.of(WATERMARK, Mode.INCREMENTAL, STORED, Optional.empty());

        assertThat(window.upper()).isEqualTo(window.lower()).contains("2026-01-30T23:50:00Z");
        assertThat(window.end()).isEmpty();
    }

    @Test
    void a_full_load_begins_at_the_initial_value_and_remembers_where_the_watermark_stood() {
        Window window = Window.of(WATERMARK, Mode.FULL, STORED, Optional.of("2026-02-01 00:00:00+00"));

        assertThat(window.lower()).contains("1970-01-01T00:00:00Z");
    }

    @Test
    void an_upper_bound_of_another_type_is_refused() {
        assertThatThrownBy(() -> Window.of(WATERMARK, Mode.INCREMENTAL, STORED, Optional.of("infinity")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("infinity");
    }

    @Test
    void each_source_has_its_bound() {
        Window window = new Window(Optional.of("1"), Optional.of("2"), Optional.of("2"));

        assertThat(window.bound(ParameterSource.WATERMARK_LOWER)).contains("1");
        assertThat(window.bound(ParameterSource.WATERMARK_UPPER)).contains("2");
    }
}
