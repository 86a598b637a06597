package dev.silversmith.rest.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.rest.Query;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListFormatTest {

    private static final List<ListFormat> OFFERED = List.of(ListFormat.JSON, ListFormat.CSV);

    private static ListFormat of(Map<String, List<String>> said, String... accepted) {
        Query query = new Query(said);
        ListFormat format = ListFormat.of(
                query, List.of(accepted).stream().map(ListFormatTest::type).toList(), OFFERED);
        query.check();
        return format;
    }

    private static MediaType type(String text) {
        return new MediaType(text.substring(0, text.indexOf('/')), text.substring(text.indexOf('/') + 1));
    }

    @ParameterizedTest
    @CsvSource({"*/*, JSON", "text/csv, CSV", "application/json, JSON", "text/*, CSV", "text/html, JSON"})
    void what_is_accepted_decides(String accepted, ListFormat format) {
        assertThat(of(Map.of(), accepted)).isEqualTo(format);
    }

    @Test
    void the_parameter_beats_what_is_accepted() {
        assertThat(of(Map.of("format", List.of("csv")), "application/json")).isEqualTo(ListFormat.CSV);
    }

    @Test
    void a_form_that_is_not_offered_is_refused_with_those_that_are() {
        assertThatThrownBy(() -> of(Map.of("format", List.of("jsonl")), "*/*"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("must be one of: json, csv");
    }

    @Test
    void a_file_has_no_pages() {
        assertThatThrownBy(() -> of(Map.of("format", List.of("csv"), "limit", List.of("5")), "*/*"))
                .hasMessageContaining("?limit is of pages of JSON");
    }
}
