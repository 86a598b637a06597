package dev.silversmith.core.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LocalTimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void an_ordinary_time_is_one_instant() {
        assertThat(LocalTimes.instants(LocalDateTime.parse("2026-11-22T23:41:07"), BERLIN))
                .containsExactly(Instant.parse("2026-11-22T22:41:07Z"));
    }

    @Test
    void a_time_over_which_clocks_are_put_forward_does_not_exist() {
        assertThat(LocalTimes.instants(LocalDateTime.parse("2027-03-28T02:30"), BERLIN))
                .isEmpty();
        assertThat(LocalTimes.instants(LocalDateTime.parse("2027-03-28T03:00"), BERLIN))
                .containsExactly(Instant.parse("2027-03-28T01:00:00Z"));
    }

    @Test
    void a_time_over_which_clocks_are_put_back_exists_twice() {
        assertThat(LocalTimes.instants(LocalDateTime.parse("2026-10-25T02:30"), BERLIN))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-25T01:30:00Z"));
    }

    @Test
    void in_utc_every_time_is_one_instant() {
        assertThat(LocalTimes.instants(LocalDateTime.parse("2027-03-28T02:30"), ZoneOffset.UTC))
                .containsExactly(Instant.parse("2027-03-28T02:30:00Z"));
    }
}
