package dev.silversmith.core.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void ordinary_text_stays_as_it_is() {
        assertThat(OneLine.of("silver.\"Загрузка ''Дня''\" 😀 <b>%s{0}"))
                .isEqualTo("silver.\"Загрузка ''Дня''\" 😀 <b>%s{0}");
        assertThat(OneLine.of(null)).isEqualTo("null");
    }

    @Test
    void nothing_in_it_begins_a_line_moves_the_cursor_or_turns_the_direction() {
        String hostile = "a\r\n[ERROR] forged\u001b[2K\u0000\u007f\u0085\u2028\u2029\u202e\u2066\ud800";

        assertThat(OneLine.of(hostile))
                .isEqualTo(
                        "a\\u000d\\u000a[ERROR] forged\\u001b[2K\\u0000\\u007f\\u0085\\u2028\\u2029\\u202e\\u2066\\ud800");
    }

    @Test
    void a_very_long_text_is_cut() {
        assertThat(OneLine.of("x".repeat(1_000_000))).hasSizeLessThan(2010);
    }

    @Test
    void whatever_is_cut_says_so() {
        assertThat(OneLine.of("x".repeat(2000))).isEqualTo("x".repeat(2000));
        assertThat(OneLine.of("x".repeat(2001))).isEqualTo("x".repeat(2000) + "…");
        assertThat(OneLine.of("😀".repeat(2000))).isEqualTo("😀".repeat(2000));
        assertThat(OneLine.of("😀".repeat(2001))).isEqualTo("😀".repeat(2000) + "…");
    }
}
