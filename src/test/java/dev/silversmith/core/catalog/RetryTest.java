package dev.silversmith.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void the_wait_doubles_with_each_attempt_and_half_of_it_is_random() {
        Retry retry = new Retry(5, SECOND);

        assertThat(retry.waitAfter(1, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(retry.waitAfter(1, 0.5)).isEqualTo(Duration.ofMillis(750));
        assertThat(retry.waitAfter(2, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(retry.waitAfter(4, 0.999999)).isEqualTo(Duration.ofSeconds(8));
    }

    @Property
    void a_wait_is_never_negative_nor_longer_than_the_longest(
            @ForAll @IntRange(min = 1, max = 100) int attempts,
            @ForAll @IntRange(max = 3_600_000) int backoffMs,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        Duration wait = new Retry(100, Duration.ofMillis(backoffMs)).waitAfter(attempts, random);

        assertThat(wait).isBetween(Duration.ZERO, Retry.LONGEST_WAIT);
    }

    @Test
    void without_backoff_the_next_attempt_follows_at_once() {
        assertThat(new Retry(3, Duration.ZERO).waitAfter(2, 0.9)).isZero();
    }

    @Test
    void members_of_a_transaction_are_tried_as_often_as_the_most_careful_one_allows() {
        Retry together = Retry.together(
                List.of(new Retry(5, SECOND), new Retry(2, Duration.ofSeconds(30)), new Retry(3, Duration.ZERO)));

        assertThat(together).isEqualTo(new Retry(2, Duration.ofSeconds(30)));
    }

    @Test
    void attempts_end_at_the_limit() {
        Retry retry = new Retry(3, SECOND);

        assertThat(retry.allowsAfter(2)).isTrue();
        assertThat(retry.allowsAfter(3)).isFalse();
        assertThat(Retry.NONE.allowsAfter(1)).isFalse();
    }
}
