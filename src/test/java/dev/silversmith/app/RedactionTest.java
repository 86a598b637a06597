package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    private static final Redaction REDACTION = new Redaction(List.of("tok-9Zb!x 'quoted'", "pass", "abc"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "it is tok-9Zb!x 'quoted' and tok-9Zb!x 'quoted' | it is *** and ***",
                "as a literal 'tok-9Zb!x ''quoted''' | as a literal '***'",
                "Failing row contains (1, tok-9Zb!x 'qu...) | Failing row contains (1, ***...)",
                "a tok-9Zb is a hint | a tok-9Zb is a hint",
                "pass the password | *** the ***word",
                "abc is no secret | abc is no secret"
            })
    void a_secret_its_literal_and_its_beginning_are_taken_out(String text, String expected) {
        assertThat(REDACTION.apply(text)).isEqualTo(expected);
    }
}
