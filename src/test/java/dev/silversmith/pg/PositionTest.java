package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions as they are sent back by whoever goes on from them. */
class PositionTest {

    private static final Position NOW = read("0123abcd:7500000000:7500000009:7500000000,7500000004");

    private static Position read(String text) {
        return Position.read(text).orElseThrow();
    }

    @Test
    void a_position_is_read_as_it_was_written() {
        assertThat(NOW.toString()).isEqualTo("0123abcd:7500000000:7500000009:7500000000,7500000004");
        assertThat(NOW.snapshot()).isEqualTo("7500000000:7500000009:7500000000,7500000004");
        assertThat(read("0123abcd:5:5:").snapshot()).isEqualTo("5:5:");
    }

    @Test
    void the_oldest_transaction_is_known_to_rows_by_its_last_32_bits() {
        assertThat(NOW.oldestXid()).isEqualTo(7_500_000_000L - 4_294_967_296L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0123abcd:5:4:",
                "0123abcd:2:4:",
                "0123abcd:5:9:4",
                "0123abcd:5:9:9",
                "0123abcd:5:9:7,6",
                "0123abcd:5:9:6,6",
                "0123abcd:5:9:6,",
                "0123ABCD:5:9:",
                "0123abcd:5:9:' or true",
                "0123abcd:5:99999999999999999999:"
            })
    void anything_else_is_no_position(String text) {
        assertThat(Position.read(text)).isEmpty();
    }

    @Test
    void one_of_another_database_of_the_future_or_of_long_ago_is_not_before() {
        assertThat(NOW.isBefore(NOW)).isTrue();
        assertThat(read("0123abcd:7499999000:7499999000:").isBefore(NOW)).isTrue();
        assertThat(read("0123abce:7499999000:7499999000:").isBefore(NOW)).isFalse();
        assertThat(read("0123abcd:7499999000:7500000010:").isBefore(NOW)).isFalse();
        assertThat(read("0123abcd:7500000001:7500000009:").isBefore(NOW)).isFalse();
        assertThat(read("0123abcd:6000000000:7500000000:").isBefore(NOW)).isFalse();
    }
}
