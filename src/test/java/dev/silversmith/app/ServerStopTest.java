package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.StopSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerStopTest {

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final AtomicLong nanos = new AtomicLong();
    private final ServerStop stop = new ServerStop(
            new SteadyClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), nanos::get),
            new StopSettings(Duration.ofSeconds(30)));

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void a_server_that_is_not_stopped_waits_for_the_database_for_ever() {
        pass(1_000_000);

        assertThat(stop.hasBegun()).isFalse();
        assertThat(stop.isOver()).isFalse();
        assertThat(stop.left()).isEmpty();
        assertThat(stop.grace(GRACE)).isEqualTo(GRACE);
    }

    @Test
    void a_stop_waits_for_the_database_for_two_thirds_of_its_time_from_its_first_word() {
        pass(100);
        stop.begin();
        pass(19);
        stop.begin();
        assertThat(stop.hasBegun()).isTrue();
        assertThat(stop.isOver()).isFalse();
        assertThat(stop.left()).contains(Duration.ofSeconds(11));

        pass(1);

        assertThat(stop.isOver()).isTrue();
        assertThat(stop.left()).contains(Duration.ofSeconds(10));
        pass(11);
        assertThat(stop.left()).contains(Duration.ZERO);
    }

    @Test
    void sessions_that_do_not_heed_a_cancel_are_ended_within_a_third_of_the_time() {
        stop.begin();

        assertThat(stop.grace(GRACE)).isEqualTo(Duration.ofSeconds(10));
        assertThat(stop.grace(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    }
}
