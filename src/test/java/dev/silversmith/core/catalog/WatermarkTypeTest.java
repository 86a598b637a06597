package dev.silversmith.core.catalog;

import static dev.silversmith.core.catalog.WatermarkType.BIGINT;
import static dev.silversmith.core.catalog.WatermarkType.TEXT;
import static dev.silversmith.core.catalog.WatermarkType.TIMESTAMPTZ;
import static dev.silversmith.core.catalog.WatermarkType.XID8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatermarkTypeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T10:20:30Z, 2026-01-31T10:20:30Z",
        "2026-01-31T10:20Z, 2026-01-31T10:20:00Z",
        "2026-01-31T10:20:30.5Z, 2026-01-31T10:20:30.500Z",
        "2026-01-31T10:20:30.123456+02:00, 2026-01-31T08:20:30.123456Z",
        "2026-01-31T10:20:30.123456789Z, 2026-01-31T10:20:30.123456Z",
        "2026-01-31 10:20:30+00, 2026-01-31T10:20:30Z",
        "2026-01-31 10:20:30.123456+00, 2026-01-31T10:20:30.123456Z",
        "2026-01-31 10:20:30.1+05:30, 2026-01-31T04:50:30.100Z",
        "2026-01-31 01:20:30-09:30, 2026-01-31T10:50:30Z",
        "2026-01-31 23:59:59.999999-12, 2026-02-01T11:59:59.999999Z",
        "1880-01-01 00:53:28+00:53:28, 1880-01-01T00:00:00Z",
        "0001-01-01 00:00:00+00, 0001-01-01T00:00:00Z",
        "9999-12-31 23:59:59.999999+00, 9999-12-31T23:59:59.999999Z",
        "' 2026-01-31T00:00:00Z ', 2026-01-31T00:00:00Z",
        "-infinity, -infinity"
    })
    void a_point_in_time_is_read_as_iso_and_as_postgresql_prints_it(String text, String canonical) {
        assertThat(TIMESTAMPTZ.canonical(text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-01-31",
                "2026-01-31T00:00:00",
                "2026-01-31 00:00:00 Europe/Berlin",
                "2026-02-30T00:00:00Z",
                "2026-01-31T24:00:00Z",
                "31.01.2026 00:00:00+00",
                "0044-03-15 00:00:00+00 BC"
            })
    void what_is_no_point_in_time_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> TIMESTAMPTZ.canonical(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'%s' is not a point in time with its offset, like 2026-01-31T00:00:00Z, or -infinity"
                        .formatted(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-12-31 23:59:59+00", "0001-01-01T00:00:00+01:00", "10000-01-01 00:00:00+00"})
    void years_outside_1_to_9999_are_refused(String text) {
        assertThatThrownBy(() -> TIMESTAMPTZ.canonical(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'%s' is outside the years 1 to 9999".formatted(text));
    }

    @Test
    void infinity_is_refused_and_the_reason_said() {
        assertThatThrownBy(() -> TIMESTAMPTZ.canonical("infinity"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a watermark at infinity would never let anything be loaded again");
    }

    @Test
    void whole_numbers_have_64_bits() {
        assertThat(BIGINT.canonical(" -9223372036854775808 ")).isEqualTo("-9223372036854775808");
        assertThat(BIGINT.canonical("+007")).isEqualTo("7");
        for (String other : new String[] {"9223372036854775808", "1.0", "1e3", "", "x"}) {
            assertThatThrownBy(() -> BIGINT.canonical(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'%s' is not a whole number of 64 bits".formatted(other));
        }
    }

    @Test
    void transaction_ids_are_not_negative_and_have_64_bits() {
        assertThat(XID8.canonical("18446744073709551615")).isEqualTo("18446744073709551615");
        assertThat(XID8.canonical("000")).isEqualTo("0");
        for (String other : new String[] {"-1", "18446744073709551616", "", "1.5"}) {
            assertThatThrownBy(() -> XID8.canonical(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'%s' is not a transaction id of 64 bits".formatted(other));
        }
    }

    @Test
    void texts_stay_as_they_are() {
        assertThat(TEXT.canonical("  Ä\n")).isEqualTo("  Ä\n");
        assertThat(TEXT.canonical("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT10M, PT10M", "PT90M, PT1H30M", "P3D, PT72H", "PT0S, PT0S", "PT0.0000019S, PT0.000001S"})
    void a_distance_in_time_has_one_form(String text, String canonical) {
        assertThat(TIMESTAMPTZ.canonicalDistance(text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1S", "P1M", "10 minutes", "P36526D", ""})
    void other_distances_in_time_are_refused(String text) {
        assertThatThrownBy(() -> TIMESTAMPTZ.canonicalDistance(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'%s' is not an ISO-8601 duration".formatted(text));
    }

    @Test
    void a_distance_of_numbers_is_not_negative() {
        assertThat(BIGINT.canonicalDistance("0100")).isEqualTo("100");
        assertThatThrownBy(() -> BIGINT.canonicalDistance("-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'-1' is negative");
    }

    @ParameterizedTest
    @EnumSource(names = {"XID8", "TEXT"})
    void the_other_types_have_no_distance(WatermarkType type) {
        assertThat(type.hasDistance()).isFalse();
        assertThatThrownBy(() -> type.canonicalDistance("1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only timestamptz and bigint have");
        assertThatThrownBy(() -> type.minus("1", "1")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void going_back_ends_at_the_first_value() {
        assertThat(TIMESTAMPTZ.minus("2026-01-31T00:00:00.000001Z", "PT10M")).isEqualTo("2026-01-30T23:50:00.000001Z");
        assertThat(TIMESTAMPTZ.minus("0001-01-01T00:00:00Z", "PT1S")).isEqualTo("-infinity");
        assertThat(TIMESTAMPTZ.minus("-infinity", "PT1S")).isEqualTo("-infinity");
        assertThat(BIGINT.minus("5", "7")).isEqualTo("-2");
        assertThat(BIGINT.minus("-9223372036854775807", "9223372036854775807")).isEqualTo("-9223372036854775808");
    }

    @ParameterizedTest
    @EnumSource(WatermarkType.class)
    void every_type_is_found_by_its_word_and_its_sample_is_canonical(WatermarkType type) {
        assertThat(WatermarkType.ofWord(type.word())).contains(type);
        assertThat(type.canonical(type.sample())).isEqualTo(type.sample());
    }
}
