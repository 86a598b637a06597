package dev.silversmith.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceTest {

    @ParameterizedTest
    @CsvSource({
        "analyze silver.x,               analyze silver.x",
        "ANALYZE Silver.X,               analyze silver.x",
        "'  vacuum   silver.\"X y\" ',   vacuum silver.\"X y\"",
        "'Vacuum\n analyze silver.x',    vacuum analyze silver.x",
        "vacuum analyze.x,               vacuum \"analyze\".x"
    })
    void a_statement_of_the_list_has_one_form(String written, String canonical) {
        assertThat(Maintenance.parse(written)).hasToString(canonical);
        assertThat(Maintenance.parse(canonical)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "analyze",
                "analyze x",
                "analyze silver.x, silver.y",
                "analyze silver.x (id)",
                "vacuum full silver.x",
                "vacuum (full) silver.x",
                "analyze silver.x; drop table silver.y",
                "analyze verbose silver.x",
                "reindex table silver.x",
                "analyzesilver.x"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Maintenance.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
