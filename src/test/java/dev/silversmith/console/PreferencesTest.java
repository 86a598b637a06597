package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {

    private final Map<String, String> cookies = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();

    private Preferences preferences() {
        return new Preferences(new Caller() {
            @Override
            Optional<String> cookie(String name) {
                return Optional.ofNullable(cookies.get(name));
            }

            @Override
            Optional<String> said(String parameter) {
                return Optional.ofNullable(said.get(parameter));
            }
        });
    }

    @Test
    void without_cookies_times_are_in_utc_and_everything_is_as_it_comes() {
        Preferences none = preferences();

        assertThat(none.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(none.getZoneName()).isEqualTo("UTC");
        assertThat(none.getTheme()).isEqualTo("system");
        assertThat(none.getDensity()).isEqualTo("compact");
        assertThat(none.getView()).isEqualTo("auto");
        assertThat(none.isShortcuts()).isTrue();
        assertThat(none.isLive()).isTrue();
        assertThat(none.getRows()).isEqualTo(50);
    }

    @Test
    void cookies_say_what_somebody_has_chosen() {
        cookies.put(Preferences.ZONE, "Europe/Berlin");
        cookies.put(Preferences.THEME, "dark");
        cookies.put(Preferences.SHORTCUTS, "off");
        cookies.put(Preferences.ROWS, "200");

        assertThat(preferences().getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(preferences().getTheme()).isEqualTo("dark");
        assertThat(preferences().isShortcuts()).isFalse();
        assertThat(preferences().getRows()).isEqualTo(200);
    }

    @Test
    void the_addresss_zone_wins() {
        cookies.put(Preferences.ZONE, "Europe/Berlin");
        said.put("tz", "Asia/Kolkata");

        assertThat(preferences().getZoneName()).isEqualTo("Asia/Kolkata");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Europe", "../etc", "<script>", "utc", "GMT+99"})
    void a_zone_that_is_none_counts_as_none(String zone) {
        cookies.put(Preferences.ZONE, zone);
        cookies.put(Preferences.THEME, zone);
        cookies.put(Preferences.ROWS, zone);

        assertThat(preferences().getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(preferences().getTheme()).isEqualTo("system");
        assertThat(preferences().getRows()).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T23:41:07Z, UTC, 2026-11-22, 23:41:07 UTC",
        "2026-11-22T23:41:07Z, Europe/Berlin, 2026-11-23, 00:41:07 CET",
        "2026-07-22T23:41:07Z, Europe/Berlin, 2026-07-23, 01:41:07 CEST",
        "2026-07-22T23:41:07Z, Asia/Kolkata, 2026-07-23, 05:11:07 IST",
        // The hour that comes twice: the abbreviation tells which.
        "2026-10-25T00:30:00Z, Europe/Berlin, 2026-10-25, 02:30:00 CEST",
        "2026-10-25T01:30:00Z, Europe/Berlin, 2026-10-25, 02:30:00 CET"
    })
    void a_time_is_written_in_its_zone_and_names_it(Instant instant, String zone, String date, String clock) {
        ZoneId chosen = Preferences.zone(zone).orElseThrow();

        assertThat(Words.date(instant, chosen)).isEqualTo(date);
        assertThat(Words.clock(instant, chosen)).isEqualTo(clock);
    }
}
