package dev.silversmith.rest.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @Test
    void texts_stand_in_quotation_marks_numbers_do_not_and_what_is_missing_is_empty() {
        assertThat(Csv.line(1L, true, "a \"b\", c\nd", null, Optional.empty(), Optional.of(2)))
                .isEqualTo("1,true,\"a \"\"b\"\", c\nd\",,,2\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=cmd|' /C calc'!A0", "+silver.load_a", "-1", "@x", "\tx", "\rx"})
    void what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(String text) {
        assertThat(Csv.line(text)).isEqualTo("\"'" + text + "\"\r\n");
    }

    @Test
    void a_negative_number_is_no_formula() {
        assertThat(Csv.line(-5)).isEqualTo("-5\r\n");
    }
}
