package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryAttemptsTest {

    private static List<Duration> waits(double random) {
        return IntStream.range(1, DeliveryAttempts.MOST)
                .mapToObj(attempts -> DeliveryAttempts.waitAfter(attempts, random))
                .map(Optional::orElseThrow)
                .toList();
    }

    @Test
    void the_waits_triple_from_ten_seconds_up_to_six_hours() {
        assertThat(waits(0))
                .containsExactly(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(270),
                        Duration.ofSeconds(810),
                        Duration.ofSeconds(2430),
                        Duration.ofSeconds(7290),
                        Duration.ofHours(6),
                        Duration.ofHours(6),
                        Duration.ofHours(6),
                        Duration.ofHours(6));
    }

    @Test
    void a_fifth_of_each_wait_is_random() {
        assertThat(DeliveryAttempts.waitAfter(1, 0.5)).contains(Duration.ofSeconds(9));
        assertThat(DeliveryAttempts.waitAfter(11, 1)).contains(Duration.ofMinutes(288));
    }

    @Test
    void a_receiver_may_be_away_for_most_of_a_day() {
        Duration shortest = waits(1).stream().reduce(Duration.ZERO, Duration::plus);
        Duration longest = waits(0).stream().reduce(Duration.ZERO, Duration::plus);

        assertThat(shortest).isGreaterThan(Duration.ofHours(20));
        assertThat(longest).isLessThan(Duration.ofHours(28));
    }

    @Test
    void after_the_last_attempt_there_is_no_other() {
        assertThat(DeliveryAttempts.waitAfter(DeliveryAttempts.MOST, 0)).isEmpty();
        assertThat(DeliveryAttempts.waitAfter(DeliveryAttempts.MOST + 1, 0)).isEmpty();
    }
}
