package dev.silversmith.rest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.SteadyClock;
import dev.silversmith.testkit.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

    private final Ticking clock = new Ticking();
    private final LoginThrottle throttle = new LoginThrottle(steady(clock));

    @Test
    void the_tenth_wrong_password_closes_the_door_for_the_rest_of_the_minute() {
        fail("alice", "10.0.0.1", 9);
        clock.tick(Duration.ofSeconds(20));
        assertThat(throttle.closedFor("alice", "10.0.0.1")).isEmpty();

        fail("alice", "10.0.0.1", 1);

        assertThat(throttle.closedFor("alice", "10.0.0.1")).contains(Duration.ofSeconds(40));
        clock.tick(Duration.ofSeconds(40));
        assertThat(throttle.closedFor("alice", "10.0.0.1")).isEmpty();
    }

    @Test
    void others_are_not_kept_out() {
        fail("alice", "10.0.0.1", 10);

        assertThat(throttle.closedFor("bob", "10.0.0.1")).isEmpty();
        assertThat(throttle.closedFor("alice", "10.0.0.2")).isEmpty();
    }

    @Test
    void a_right_password_forgives_the_wrong_ones() {
        fail("alice", "10.0.0.1", 9);
        throttle.succeeded("alice", "10.0.0.1");
        fail("alice", "10.0.0.1", 9);

        assertThat(throttle.closedFor("alice", "10.0.0.1")).isEmpty();
    }

    @Test
    void an_address_that_tries_many_users_is_kept_out() {
        for (int user = 0; user < 100; user++) {
            fail("user" + user, "10.0.0.1", 1);
        }

        assertThat(throttle.closedFor("somebody", "10.0.0.1")).isPresent();
    }

    @Test
    void who_was_let_in_lately_is_not_kept_out_for_what_others_try_at_his_address() {
        throttle.succeeded("alice", "10.0.0.1");
        for (int user = 0; user < 100; user++) {
            fail("user" + user, "10.0.0.1", 1);
        }

        assertThat(throttle.closedFor("bob", "10.0.0.1")).isPresent();
        assertThat(throttle.closedFor("alice", "10.0.0.1")).isEmpty();
        fail("alice", "10.0.0.1", 10);
        assertThat(throttle.closedFor("alice", "10.0.0.1"))
                .as("guesses at his own password")
                .isPresent();
    }

    @Test
    void an_hour_later_he_is_one_of_the_others_again() {
        throttle.succeeded("alice", "10.0.0.1");
        clock.tick(LoginThrottle.REMEMBERED);
        fail("mallory", "10.0.0.1", 100);

        assertThat(throttle.closedFor("alice", "10.0.0.1")).isPresent();
    }

    @Test
    void callers_that_name_nobody_are_kept_out_after_a_thousand_of_a_minute() {
        for (int i = 0; i < 1000; i++) {
            assertThat(throttle.unnamed("10.0.0.1")).isEmpty();
        }
        clock.tick(Duration.ofSeconds(15));

        assertThat(throttle.unnamed("10.0.0.1")).contains(Duration.ofSeconds(45));
        assertThat(throttle.unnamed("10.0.0.2")).isEmpty();
        assertThat(throttle.closedFor("alice", "10.0.0.1"))
                .as("whoever names himself")
                .isEmpty();
        clock.tick(Duration.ofSeconds(45));
        assertThat(throttle.unnamed("10.0.0.1")).isEmpty();
    }

    @Test
    void a_hundred_thousand_names_of_a_minute_do_not_fill_the_memory() {
        for (int user = 0; user < 100_000; user++) {
            String address = "10." + user % 250 + "." + user / 250 + ".1";
            throttle.failed("user" + user + "x".repeat(3000), address);
            throttle.unnamed(address);
        }

        assertThat(throttle.size()).isLessThanOrEqualTo(2 * Tallies.MOST);
    }

    @Test
    void names_that_begin_alike_are_counted_apart() {
        fail("x".repeat(3000) + "a", "10.0.0.1", 10);

        assertThat(throttle.closedFor("x".repeat(3000) + "a", "10.0.0.1")).isPresent();
        assertThat(throttle.closedFor("x".repeat(3000) + "b", "10.0.0.1")).isEmpty();
    }

    /** A directory takes each of these for the same user. */
    @Test
    void another_spelling_of_a_name_is_no_other_name() {
        fail("Alice", "10.0.0.1", 4);
        fail("ALICE ", "10.0.0.1", 3);
        fail("\uff21lice", "10.0.0.1", 3);

        assertThat(throttle.closedFor("alice", "10.0.0.1")).isPresent();
        throttle.succeeded("aLICE", "10.0.0.1");
        assertThat(throttle.closedFor("Alice", "10.0.0.1")).isEmpty();
    }

    @Test
    void the_attempt_that_closes_a_door_is_told_and_no_other_one() {
        for (int i = 1; i <= 15; i++) {
            assertThat(throttle.failed("alice", "10.0.0.1"))
                    .isEqualTo(i == 10 ? Set.of(LoginThrottle.Closed.USER) : Set.of());
        }
        for (int i = 16; i <= 120; i++) {
            assertThat(throttle.failed("user" + i, "10.0.0.1"))
                    .isEqualTo(i == 100 ? Set.of(LoginThrottle.Closed.ADDRESS) : Set.of());
        }
    }

    private void fail(String user, String address, int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed(user, address);
        }
    }

    /** A clock that stands until it is told to go on. */
    private static SteadyClock steady(Clock clock) {
        return new SteadyClock(
                clock, () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());
    }

    @Test
    void a_clock_that_is_set_back_keeps_nobody_out_for_longer() {
        SettableClock wall = new SettableClock(Instant.parse("2026-11-23T02:00:00Z"));
        AtomicLong nanos = new AtomicLong();
        LoginThrottle door = new LoginThrottle(new SteadyClock(wall, nanos::get));
        for (int i = 0; i < LoginThrottle.MOST_OF_USER; i++) {
            door.failed("anna", "10.0.0.1");
        }
        assertThat(door.closedFor("anna", "10.0.0.1")).isPresent();

        wall.set(Instant.parse("2026-11-22T02:00:00Z"));
        nanos.addAndGet(LoginThrottle.WINDOW.toNanos());

        assertThat(door.closedFor("anna", "10.0.0.1")).isEmpty();
    }

    private static final class Ticking extends Clock {

        private Instant now = Instant.parse("2026-11-23T02:00:00Z");

        void tick(Duration step) {
            now = now.plus(step);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
