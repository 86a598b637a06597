package dev.silversmith.core.catalog;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.ProcedureBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatalogDiffTest {

    private static final QualifiedName A = QualifiedName.parse("s.a");

    /** The changes of one procedure as {@code field: before → after}. */
    private static List<String> changes(ProcedureBuilder before, ProcedureBuilder after) {
        var changed = CatalogDiff.between(aCatalogOf(before), aCatalogOf(after))
                .procedures()
                .changed();
        return changed.get(A).stream()
                .map(change -> "%s: %s → %s"
                        .formatted(
                                change.field(),
                                change.before().orElse("-"),
                                change.after().orElse("-")))
                .toList();
    }

    @Test
    void equal_catalogs_have_no_difference() {
        CatalogDiff diff = CatalogDiff.between(
                aCatalog().with(aProcedure("s.a")).group("g", 1, "s.a").build(),
                aCatalog().with(aProcedure("s.a")).group("g", 1, "s.a").build());

        assertThat(diff.isEmpty()).isTrue();
        assertThat(diff.procedures().unchanged()).isEqualTo(1);
        assertThat(diff.groups().unchanged()).isEqualTo(1);
    }

    @Test
    void what_comes_and_what_goes_is_listed() {
        CatalogDiff diff = CatalogDiff.between(
                aCatalog()
                        .with(aProcedure("s.a"), aProcedure("s.b"))
                        .group("g", 1)
                        .build(),
                aCatalog()
                        .with(aProcedure("s.b"), aProcedure("s.c"))
                        .group("h", 1)
                        .build());

        assertThat(diff.procedures().added()).containsExactly(QualifiedName.parse("s.c"));
        assertThat(diff.procedures().removed()).containsExactly(A);
        assertThat(diff.procedures().unchanged()).isEqualTo(1);
        assertThat(diff.groups().added()).containsExactly("h");
        assertThat(diff.groups().removed()).containsExactly("g");
        assertThat(diff.isEmpty()).isFalse();
    }

    @Test
    void a_changed_field_is_shown_before_and_after() {
        assertThat(changes(
                        aProcedure("s.a").description("old").modes(true, false, false),
                        aProcedure("s.a")
                                .description("new")
                                .dimension()
                                .disabled()
                                .modes(false, true, true)
                                .tags("x")
                                .searchPath("silver", "bronze")
                                .timeout(Duration.ofMinutes(30))
                                .lockTimeout(Duration.ofSeconds(1))))
                .containsExactly(
                        "kind: other → dimension",
                        "description: old → new",
                        "enabled: true → false",
                        "modes.incremental: true → false",
                        "modes.full: false → true",
                        "modes.allowFullRefresh: false → true",
                        "tags: [] → [x]",
                        "searchPath: [] → [silver, bronze]",
                        "lockTimeout: PT5M → PT1S",
                        "timeout: - → PT30M");
    }

    @Test
    void parameters_are_compared_one_by_one() {
        assertThat(changes(
                        aProcedure("s.a").value("p_same", "text", "x").value("p_old", "text", "it's"),
                        aProcedure("s.a")
                                .value("p_same", "text", "x")
                                .from("p_run", "uuid", ParameterSource.RUN_ID)
                                .parameter(Parameter.ofValues(
                                        "p_n",
                                        "bigint",
                                        Optional.of(Literal.NULL),
                                        Optional.of(Literal.number("1")),
                                        Optional.of(Literal.bool(true))))))
                .containsExactly(
                        "parameters.p_old: {type: text, value: 'it''s'} → -",
                        "parameters.p_run: - → {type: uuid, from: run.id}",
                        "parameters.p_n: - → {type: bigint, value: null, incremental: 1, full: true}");
    }

    @Test
    void another_order_of_parameters_is_a_change_too() {
        assertThat(changes(
                        aProcedure("s.a").value("p", "text", "x").value("q", "text", "x"),
                        aProcedure("s.a").value("q", "text", "x").value("p", "text", "x")))
                .containsExactly("parameters: [p, q] → [q, p]");
    }

    @Test
    void a_changed_group_shows_its_sequence_and_members() {
        CatalogDiff diff = CatalogDiff.between(
                aCatalog()
                        .with(aProcedure("s.a"), aProcedure("s.b"))
                        .group("g", 1, "s.a")
                        .build(),
                aCatalog()
                        .with(aProcedure("s.a"), aProcedure("s.b"))
                        .group("g", 2, "s.b", "s.a")
                        .build());

        assertThat(diff.groups().changed().get("g"))
                .extracting(CatalogDiff.Change::field, change -> change.before().orElseThrow(), change -> change.after()
                        .orElseThrow())
                .containsExactly(tuple("sequence", "1", "2"), tuple("members", "[s.a]", "[s.b, s.a]"));
    }
}
