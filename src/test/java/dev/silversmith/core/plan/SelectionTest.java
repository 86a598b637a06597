package dev.silversmith.core.plan;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.Mark;
import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.CatalogBuilder;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

    /** stg → dim → fact → report; off (disabled) between stg and late; odd names. */
    private static final Catalog CATALOG = aCatalog()
            .with(
                    aProcedure("silver.load_stg").tags("daily"),
                    aProcedure("silver.load_dim")
                            .dimension()
                            .after("silver.load_stg")
                            .tags("daily", "CRM"),
                    aProcedure("silver.load_fact").fact().after("silver.load_dim"),
                    aProcedure("gold.report").after("silver.load_fact"),
                    aProcedure("silver.off")
                            .after("silver.load_stg")
                            .tags("daily", "old")
                            .disabled(),
                    aProcedure("silver.late").after("silver.off"),
                    aProcedure("silver.\"Load X, a+b:c*\""),
                    aProcedure("\"Raw\".\"a.b\""))
            .group("sales", 1, "silver.load_dim", "silver.load_fact", "silver.off")
            .build();

    private static String select(String select) {
        return select(select, "");
    }

    private static String select(String select, String exclude) {
        return Selection.of(CATALOG, select, exclude).stream()
                .map(QualifiedName::toString)
                .collect(Collectors.joining(" "));
    }

    private static ProblemException refusal(String select, String exclude) {
        return catchThrowableOfType(ProblemException.class, () -> Selection.of(CATALOG, select, exclude));
    }

    @Test
    void nothing_selects_every_enabled_procedure() {
        assertThat(select(" "))
                .isEqualTo("\"Raw\".\"a.b\" gold.report silver.\"Load X, a+b:c*\" silver.late silver.load_dim"
                        + " silver.load_fact silver.load_stg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "silver.load_dim | silver.load_dim",
                "Silver.LOAD_dim | silver.load_dim",
                "proc:silver.load_dim | silver.load_dim",
                "PROC:silver.load_dim | silver.load_dim",
                "silver.load_* | silver.load_dim silver.load_fact silver.load_stg",
                "*.load_f* | silver.load_fact",
                "*t | gold.report silver.load_fact",
                "tag:daily | silver.load_dim silver.load_stg",
                "tag:CRM | silver.load_dim",
                "tag:* | silver.load_dim silver.load_stg",
                "group:sales | silver.load_dim silver.load_fact",
                "group:s*s | silver.load_dim silver.load_fact",
                "kind:fact | silver.load_fact",
                "kind:Dimension | silver.load_dim",
                "schema:GOLD | gold.report",
                "schema:\"Raw\" | \"Raw\".\"a.b\"",
                "schema:g* gold.report | gold.report",
            })
    void a_term_finds_by_its_method(String expression, String expected) {
        assertThat(select(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+silver.load_dim | silver.load_dim silver.load_stg",
                "silver.load_dim+ | gold.report silver.load_dim silver.load_fact",
                "+silver.load_dim+ | gold.report silver.load_dim silver.load_fact silver.load_stg",
                "1+gold.report | gold.report silver.load_fact",
                "2+gold.report | gold.report silver.load_dim silver.load_fact",
                "0+gold.report | gold.report",
                "99999999999999999999+gold.report | gold.report silver.load_dim silver.load_fact silver.load_stg",
                "silver.load_stg+1 | silver.load_dim silver.load_stg",
                "1+silver.load_fact+1 | gold.report silver.load_dim silver.load_fact",
                "+group:sales | silver.load_dim silver.load_fact silver.load_stg",
                "1+kind:fact | silver.load_dim silver.load_fact",
            })
    void plus_takes_ancestors_and_descendants_along(String expression, String expected) {
        assertThat(select(expression)).isEqualTo(expected);
    }

    @Test
    void a_disabled_procedure_is_passed_through_but_not_taken() {
        assertThat(select("+silver.late")).isEqualTo("silver.late silver.load_stg");
        assertThat(select("1+silver.late")).isEqualTo("silver.late");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gold.report  silver.load_dim | gold.report silver.load_dim",
                "tag:daily,group:sales | silver.load_dim",
                "tag:daily,+silver.load_fact gold.report | gold.report silver.load_dim silver.load_stg",
                "schema:silver,silver.load_*,kind:fact | silver.load_fact",
            })
    void spaces_unite_and_commas_intersect(String expression, String expected) {
        assertThat(select(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "silver.\"Load X, a+b:c*\"",
                "proc:silver.\"Load X, a+b:c*\"",
                "silver.\"L\"oad*\"X\"*",
                "SILVER.\"Load X\"*",
                "1+silver.\"Load X, a+b:c*\"+1",
                "\"silver\".\"Load X, a+b:c*\""
            })
    void quotes_make_a_character_itself(String expression) {
        assertThat(select(expression)).isEqualTo("silver.\"Load X, a+b:c*\"");
    }

    @Test
    void the_dot_of_a_name_stands_outside_its_quotes() {
        assertThat(select("\"Raw\".\"a.b\"")).isEqualTo("\"Raw\".\"a.b\"");
        assertThat(refusal("\"Raw.a.b\"", "")).hasMessageContaining("the nearest procedure is '\"Raw\".\"a.b\"'");
        assertThat(refusal("\"Raw.a\".b", "")).hasMessageContaining("matches nothing");
    }

    @Test
    void a_quote_inside_quotes_is_doubled() {
        Catalog catalog = aCatalogOf(aProcedure("s.\"a\"\"b\""));

        assertThat(Selection.of(catalog, "s.\"a\"\"b\"", "")).hasSize(1);
    }

    @Test
    void what_is_excluded_is_subtracted_last() {
        assertThat(select("+gold.report", "silver.load_dim kind:fact")).isEqualTo("gold.report silver.load_stg");
        assertThat(select("", "schema:silver")).isEqualTo("\"Raw\".\"a.b\" gold.report");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "silver.load_dimm | the term 'silver.load_dimm' at position 1 matches nothing; the nearest procedure is"
                        + " 'silver.load_dim'",
                "gold.report tag:dialy | the term 'tag:dialy' at position 13 matches nothing; the nearest tag is 'daily'",
                "tag:daily,group:sale | the term 'group:sale' at position 11 matches nothing; the nearest group is 'sales'",
                "kind:facts | the term 'kind:facts' at position 1 matches nothing; the nearest kind is 'fact'",
                "schema:silber | the term 'schema:silber' at position 1 matches nothing; the nearest schema is 'silver'",
                "load_dim | the term 'load_dim' at position 1 matches nothing; the nearest procedure is 'silver.load_dim'",
                "silver.nix_* | the term 'silver.nix_*' at position 1 matches nothing; the nearest procedure is 'silver.late'",
                "tag:daily,kind:fact | the term 'tag:daily,kind:fact' at position 1 matches nothing: no procedure is in all"
                        + " its parts",
                "silver.off | the term 'silver.off' at position 1 names a disabled procedure",
                "+proc:silver.off | the term '+proc:silver.off' at position 1 names a disabled procedure",
                "silver.o* | the term 'silver.o*' at position 1 matches only disabled procedures",
                "tag:old | the term 'tag:old' at position 1 matches only disabled procedures",
                "gold.report + | the term '+' at position 13 names nothing",
                "tag: | the term 'tag:' at position 1 names nothing",
                "gold.report, kind:fact | the term '' at position 13 names nothing",
                "a+b+c | the term '+b+c' at position 2 has a + inside; write \"+\" if it belongs to a name",
                "gold.report tags:daily | there is no method 'tags' (position 13); did you mean 'tag'?",
                "silver.\"Load | the quote at position 8 is not closed",
                "\"\" | nothing is in the quotes at position 1",
            })
    void an_expression_that_cannot_be_obeyed_is_refused_with_the_place(String expression, String detail) {
        ProblemException inSelect = refusal(expression, "");
        ProblemException inExclude = refusal("", expression);

        assertThat(inSelect.problem()).isEqualTo(Problem.INVALID_SELECTION);
        assertThat(inSelect).hasMessage("select: " + detail);
        assertThat(inSelect.violations())
                .extracting(Violation::pointer, Violation::detail)
                .containsExactly(tuple("/select", detail));
        assertThat(inExclude).hasMessage("exclude: " + detail);
        assertThat(inExclude.violations())
                .extracting(Violation::pointer, Violation::detail)
                .containsExactly(tuple("/exclude", detail));
    }

    @Test
    void every_term_that_matches_nothing_is_reported() {
        assertThat(refusal("tag:x gold.report tag:y", "").violations()).hasSize(2);
        assertThat(refusal("tag:x tag:y", "")).hasMessageEndingWith("(and 1 more)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"reads:bronze.x", "writes:x", "mv:silver.mv", "result:failed", "+state:new", "kind:fact,mv:x"})
    void a_method_that_comes_later_is_refused_by_name(String expression) {
        ProblemException refusal = refusal(expression, "");

        assertThat(refusal.problem()).isEqualTo(Problem.NOT_BUILT_YET);
        assertThat(refusal)
                .hasMessageMatching("select: the method '(reads|writes|mv|result|state)' .* is not supported yet");
    }

    @Test
    void a_selection_that_ends_up_empty_is_refused() {
        assertThat(refusal("kind:fact", "group:sales")).hasMessage("exclude: nothing is left of the selection");
        assertThat(catchThrowableOfType(ProblemException.class, () -> Selection.of(Catalog.EMPTY, "", "")))
                .hasMessage("select: the catalog has no enabled procedure");
        assertThat(catchThrowableOfType(ProblemException.class, () -> Selection.of(Catalog.EMPTY, "tag:x", "")))
                .hasMessage("select: the term 'tag:x' at position 1 matches nothing; there is no tag to choose from");
    }

    @Test
    void the_edit_distance_counts_single_changes() {
        assertThat(NearestName.editDistance("", "abc")).isEqualTo(3);
        assertThat(NearestName.editDistance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestName.editDistance("abc", "abc")).isZero();
    }

    @Test
    @Timeout(20)
    void an_expression_as_long_as_can_be_is_answered_soon() {
        Catalog catalog = many();

        assertThatThrownBy(() -> Selection.of(catalog, numbered("x%d", 15_000), ""))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> {
                    assertThat(refusal.violations()).hasSize(15_000);
                    assertThat(refusal.violations().get(0).detail()).contains("the nearest procedure is");
                    assertThat(refusal.violations().get(14_999).detail()).endsWith("matches nothing");
                });
        assertThatThrownBy(() -> Selection.of(catalog, "x".repeat(100_000), ""))
                .hasMessageContaining("the nearest procedure is");
        assertThatThrownBy(() -> Selection.of(catalog, "*a".repeat(50_000), ""))
                .hasMessageContaining("matches nothing");
        assertThat(Selection.of(catalog, String.join(" ", Collections.nCopies(10_000, "silver.*")), ""))
                .hasSize(10_000);
        assertThat(Selection.of(catalog, String.join(",", Collections.nCopies(5_000, "kind:other,kind:\"other\"")), ""))
                .hasSize(10_000);
    }

    @Test
    void at_most_two_hundred_terms_look_at_the_whole_catalog() {
        Catalog catalog = many();
        String ancestors = numbered("+silver.load_%05d", 51);

        assertThat(Selection.of(catalog, numbered("silver.load_%05d*", 200), ""))
                .hasSize(200);
        assertThatThrownBy(() -> Selection.of(catalog, ancestors + numbered("silver.load_%05d*", 150), ""))
                .hasMessageStartingWith("select: 201 terms have a * or a +, and at most 200 may");
    }

    private static Catalog many() {
        CatalogBuilder catalog = aCatalog();
        for (int procedure = 0; procedure < 10_000; procedure++) {
            catalog.with(aProcedure("silver.load_%05d".formatted(procedure)));
        }
        return catalog.build();
    }

    private static String numbered(String term, int count) {
        return IntStream.range(0, count).mapToObj(term::formatted).collect(Collectors.joining(" ", "", " "));
    }

    @Test
    void many_stars_cost_no_time() {
        QuotedText pattern = QuotedText.of("select", "*a".repeat(30) + "*b");

        assertThat(pattern.matches("a".repeat(5_000))).isFalse();
        assertThat(pattern.matches("a".repeat(5_000) + "b")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "silver.load_dimm | silver.load_dimm | silver.load_dim",
                "gold.report +tag:dialy+1 | dialy | daily",
                "gold.report tag:\"cr m\" | \"cr m\" | CRM",
                "schema:Rav | Rav | \"Raw\"",
                "silver.\"load x, a+b:c\" | silver.\"load x, a+b:c\" | silver.\"Load X, a+b:c*\"",
                "gold.report tags:daily | tags | tag",
            })
    void a_name_that_does_not_exist_is_marked_with_what_may_stand_there(
            String expression, String part, String nearest) {
        Mark mark = refusal(expression, "").violations().get(0).mark().orElseThrow();

        assertThat(part(expression, mark)).isEqualTo(part);
        assertThat(mark.missing().orElseThrow().nearest()).contains(nearest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gold.report tag:daily,kind:fact | tag:daily,kind:fact",
                "gold.report +\"silver\".off | +\"silver\".off",
                "gold.report, kind:fact | ''",
                "gold.report +\"\"\"+\"+c | +c",
                "silver.\"Load | \"Load",
                "gold.report \"\" | \"\"",
                "gold.report mv:x | mv",
            })
    void what_is_wrong_in_another_way_is_marked(String expression, String part) {
        Mark mark = refusal(expression, "").violations().get(0).mark().orElseThrow();

        assertThat(part(expression, mark)).isEqualTo(part);
        assertThat(mark.missing()).isEmpty();
    }

    @Test
    void every_suggested_correction_cures_the_expression() {
        String wrong = "silver.\"load x, a+b:c\"  schema:Rav tag:dialy,group:sale";
        for (int round = 0; round < 4; round++) {
            Mark mark = refusal(wrong, "").violations().get(0).mark().orElseThrow();
            wrong = wrong.substring(0, mark.offset())
                    + mark.missing().orElseThrow().nearest().orElseThrow()
                    + wrong.substring(mark.offset() + mark.length());
        }

        assertThat(select(wrong)).isEqualTo("\"Raw\".\"a.b\" silver.\"Load X, a+b:c*\" silver.load_dim");
    }

    private static String part(String expression, Mark mark) {
        return expression.substring(mark.offset(), mark.offset() + mark.length());
    }
}
