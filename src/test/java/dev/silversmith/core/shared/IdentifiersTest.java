package dev.silversmith.core.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "b", "A", "_", "ä", "\uD7FF", "\uE000", "\uFFFD", "\uD83D\uDE00", "\uD800\uDC00")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 1000)
    void the_order_is_that_of_the_bytes(@ForAll("names") String left, @ForAll("names") String right) {
        int byBytes =
                Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

        assertThat(Integer.signum(Identifiers.compare(left, right))).isEqualTo(Integer.signum(byBytes));
    }

    @Test
    void names_sort_by_schema_and_then_by_name() {
        assertThat(List.of("a.b", "B.a", "a_b.a", "a.\"B\"", "a.a").stream()
                        .map(QualifiedName::parse)
                        .sorted()
                        .map(QualifiedName::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo("a.\"B\" a.a a.b a_b.a b.a");
    }

    @ParameterizedTest
    @CsvSource({
        "silver.load_x, silver, load_x",
        "Silver.LOAD_X, silver, load_x",
        "silver.\"Load X\", silver, Load X",
        "\"a.b\".\"c\"\"d\", a.b, c\"d",
    })
    void a_name_is_read_as_postgresql_reads_it(String text, String schema, String name) {
        assertThat(QualifiedName.parse(text)).isEqualTo(new QualifiedName(schema, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"silver.load_x", "silver.\"Load X\"", "\"select\".\"from\"", "s.\"1a\"", "s.\"a\"\"b\""})
    void a_name_is_written_as_postgresql_quotes_it(String text) {
        assertThat(QualifiedName.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "load_x", "a.b.c", "a.", ".b", "a.\"b", "a.\"b\"c", "a b.c", "a.\"\""})
    void what_is_no_name_is_refused(String text) {
        assertThatThrownBy(() -> QualifiedName.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_that_postgresql_would_cut_is_refused() {
        assertThat(new QualifiedName("s", "ä".repeat(31)).name()).hasSize(31);
        assertThatThrownBy(() -> new QualifiedName("s", "ä".repeat(32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than 63 bytes");
    }
}
