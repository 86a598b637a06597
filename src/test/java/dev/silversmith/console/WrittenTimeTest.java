package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenTimeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-11-22T23:41:07Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-15T08:30, 2026-11-15T07:30:00Z",
        "2026-11-15 08:30:15, 2026-11-15T07:30:15Z",
        "2026-11-15, 2026-11-14T23:00:00Z",
        "2026-11-15T08:30:00Z, 2026-11-15T08:30:00Z",
        "2026-11-15T08:30:00+05:30, 2026-11-15T03:00:00Z",
        "2026-11-15T08:30:00.0000001Z, 2026-11-15T08:30:00.000001Z",
        "today, 2026-11-22T23:00:00Z"
    })
    void a_time_is_read_in_the_zone_unless_it_tells_its_own(String text, Instant meant) {
        assertThat(WrittenTime.read(text, BERLIN, NOW).instant()).contains(meant);
    }

    @Test
    void a_time_that_does_not_exist_is_refused_in_words() {
        assertThat(WrittenTime.read("2027-03-28T02:30", BERLIN, NOW).refusal())
                .contains(
                        "02:30 does not exist on 2027-03-28 in Europe/Berlin (clocks go forward). Choose another time or use UTC.");
    }

    @Test
    void a_time_that_exists_twice_is_refused_in_words() {
        assertThat(WrittenTime.read("2026-10-25T02:30", BERLIN, NOW).refusal())
                .contains(
                        "02:30 exists twice on 2026-10-25 in Europe/Berlin (clocks go back). Choose another time or use UTC.");
    }

    @Test
    void a_day_begins_where_its_midnight_does_not_exist_too() {
        assertThat(WrittenTime.read("2018-11-04", ZoneId.of("America/Sao_Paulo"), NOW)
                        .instant())
                .contains(Instant.parse("2018-11-04T03:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-13-01", "2026-02-30T10:00", "10:00", "+999999999-01-01T00:00Z", "<b>"})
    void what_is_no_time_is_refused_naming_it(String text) {
        assertThat(WrittenTime.read(text, ZoneOffset.UTC, NOW).refusal())
                .hasValueSatisfying(why -> assertThat(why).startsWith("'" + text + "' is not a time"));
    }

    @Test
    void a_field_shows_what_was_meant_in_the_zone() {
        assertThat(WrittenTime.field(Instant.parse("2026-11-15T07:30:00Z"), BERLIN))
                .isEqualTo("2026-11-15T08:30");
        assertThat(WrittenTime.field(Instant.parse("2026-11-15T07:30:15.5Z"), BERLIN))
                .isEqualTo("2026-11-15T08:30:15.500");
    }
}
