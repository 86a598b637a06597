package dev.silversmith.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.shared.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverrideTextTest {

    @ParameterizedTest
    @CsvSource({"emea, emea", "\\\\N, \\N", "\\, ''", "\\\\, \\", "N, N", "null, null"})
    void a_text_is_itself_behind_at_most_one_backslash(String written, String value) {
        assertThat(OverrideText.read(written)).isEqualTo(Literal.string(value));
    }

    @Test
    void null_has_a_form_of_its_own() {
        assertThat(OverrideText.read("\\N")).isEqualTo(Literal.NULL);
        assertThat(OverrideText.write(Literal.NULL)).isEqualTo("\\N");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\", "\\N", "x", "\\\\N"})
    void every_text_that_is_written_is_read_again(String text) {
        String written = OverrideText.write(Literal.string(text));

        assertThat(written).isNotEmpty();
        assertThat(OverrideText.read(written)).isEqualTo(Literal.string(text));
    }
}
