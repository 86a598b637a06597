package dev.silversmith.core.catalog;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogRulesTest {

    private static ProblemException refusal(Catalog catalog) {
        return catchThrowableOfType(ProblemException.class, () -> CatalogRules.check(catalog));
    }

    private static List<String> violations(Catalog catalog) {
        ProblemException refusal = refusal(catalog);
        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_CATALOG);
        return refusal.violations().stream()
                .map(violation -> violation.pointer() + " " + violation.detail())
                .toList();
    }

    @Test
    void a_sound_catalog_passes() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.stg").tags("daily", "Größe_1.a-b"),
                        aProcedure("s.dim").dimension().after("s.stg"),
                        aProcedure("s.fact").fact().after("s.dim", "s.stg"),
                        aProcedure("s.report").after("s.fact"))
                .group("g", 1, "s.dim", "s.fact")
                .group("h", 2)
                .build();

        assertThatCode(() -> CatalogRules.check(catalog)).doesNotThrowAnyException();
        assertThatCode(() -> CatalogRules.check(Catalog.EMPTY)).doesNotThrowAnyException();
    }

    @Test
    void a_dependency_on_an_unknown_procedure_is_refused() {
        assertThat(violations(aCatalogOf(aProcedure("s.a").after("s.b"))))
                .containsExactly("/procedures/s.a/dependsOn s.a depends on s.b, which is not in the catalog");
    }

    @Test
    void a_procedure_cannot_depend_on_itself() {
        assertThat(violations(aCatalogOf(aProcedure("s.a").after("s.a"))))
                .containsExactly("/procedures/s.a/dependsOn s.a depends on itself");
    }

    @Test
    void what_depends_on_itself_is_not_told_again_as_a_circle() {
        assertThat(CatalogRules.cycles(aCatalogOf(aProcedure("s.a").after("s.a"), aProcedure("s.b"))))
                .isEmpty();
    }

    @Test
    void all_violations_are_reported_at_once() {
        Catalog catalog = aCatalog()
                .with(aProcedure("s.a").after("s.a", "s.x").tags("two words"), aProcedure("s.b"))
                .group("g", 1, "s.a", "s.a", "s.y")
                .group("h", 1, "s.a")
                .build();

        assertThat(violations(catalog))
                .containsExactly(
                        "/procedures/s.a/dependsOn s.a depends on itself",
                        "/procedures/s.a/dependsOn s.a depends on s.x, which is not in the catalog",
                        "/procedures/s.a/tags 'two words' is not a tag: use letters, digits, '_', '-' and '.'",
                        "/groups/g/members s.a is a member of group g more than once",
                        "/groups/g/members member s.y of group g is not in the catalog",
                        "/groups/h/members s.a is in groups g and h; a procedure is in at most one");
        assertThat(refusal(catalog)).hasMessage("s.a depends on itself (and 5 more)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a,b", "a+", "a:b", "a*", "\"a\"", "a/b"})
    void a_label_that_the_selection_language_would_take_apart_is_refused(String label) {
        Catalog catalog = aCatalog()
                .with(aProcedure("s.a").tags(label))
                .group(label, 1, "s.a")
                .build();

        assertThat(violations(catalog)).hasSize(2);
    }

    @Test
    void a_parameter_is_declared_once_and_has_a_name() {
        assertThat(violations(aCatalogOf(aProcedure("s.a")
                        .value("p_x", "text", "1")
                        .value("p_x", "text", "2")
                        .value("", "text", "3"))))
                .containsExactly(
                        "/procedures/s.a/parameters a parameter has no name",
                        "/procedures/s.a/parameters/p_x parameter p_x is declared more than once");
    }

    @Test
    void a_cycle_is_reported_with_its_path() {
        ProblemException refusal = refusal(aCatalogOf(
                aProcedure("s.a").after("s.c"),
                aProcedure("s.b").after("s.a"),
                aProcedure("s.c").after("s.b"),
                aProcedure("s.d").after("s.c")));

        assertThat(refusal.problem()).isEqualTo(Problem.CYCLE);
        assertThat(refusal).hasMessage("the dependencies go round in a circle: s.a → s.b → s.c → s.a");
        assertThat(refusal.violations()).extracting(Violation::pointer).containsExactly("/procedures/s.a/dependsOn");
    }

    @Test
    void a_dimension_after_a_fact_is_reported_with_its_path_and_advice() {
        ProblemException refusal = refusal(aCatalogOf(
                aProcedure("s.f").fact(), aProcedure("s.d").dimension().after("s.f")));

        assertThat(refusal.problem()).isEqualTo(Problem.CYCLE);
        assertThat(refusal)
                .hasMessage(
                        "s.f → s.d → s.f: every dimension precedes every fact, so the dimension s.d cannot come after"
                                + " the fact s.f; make s.d of kind other, or remove the dependency");
    }

    @Test
    void a_dimension_after_a_fact_through_others_is_reported_with_its_path() {
        ProblemException refusal = refusal(aCatalogOf(
                aProcedure("s.f").fact(),
                aProcedure("s.o").after("s.f"),
                aProcedure("s.d").dimension().after("s.o"),
                aProcedure("s.e").dimension().after("s.f")));

        assertThat(refusal.violations())
                .extracting(violation ->
                        violation.detail().substring(0, violation.detail().indexOf(':')))
                .containsExactly("s.f → s.o → s.d → s.f", "s.f → s.e → s.f");
    }

    @Test
    void a_pointer_is_escaped() {
        assertThat(violations(aCatalogOf(aProcedure("s.\"a/b~c\"").after("s.x"))))
                .singleElement()
                .asString()
                .startsWith("/procedures/s.\"a~1b~0c\"/dependsOn ");
    }
}
