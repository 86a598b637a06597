package dev.silversmith.core.catalog;

import static dev.silversmith.core.catalog.RefreshLink.Trigger.SUCCESS;
import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.testkit.CatalogBuilder;
import dev.silversmith.testkit.ProcedureBuilder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefreshRulesTest {

    private static final String CURE = "; remove a link, its blocking, or change a sequence";

    private static ProcedureBuilder blocking(String name, String view) {
        return aProcedure(name).refreshes(view, SUCCESS, 1, true);
    }

    @Test
    void a_child_cannot_be_linked_to_the_view_it_waits_for() {
        Catalog catalog = aCatalogOf(
                blocking("s.p", "s.v"), aProcedure("s.c").after("s.p").refreshes("s.v"));

        assertThat(CatalogRules.cycles(catalog))
                .containsExactly(new Violation(
                        "/procedures/s.p/refresh",
                        "s.c → refresh:s.v → s.c: the refreshes go round in a circle,"
                                + " because s.p holds s.c back until s.v is refreshed" + CURE));
    }

    @Test
    void nor_can_what_follows_the_child_and_every_circle_is_named() {
        Catalog catalog = aCatalogOf(
                blocking("s.p", "s.v"),
                aProcedure("s.c").after("s.p"),
                aProcedure("s.d").after("s.c").refreshes("s.v"),
                blocking("t.p", "t.v"),
                aProcedure("t.c").after("t.p").refreshes("t.v"));

        assertThat(CatalogRules.cycles(catalog))
                .extracting(violation ->
                        violation.detail().substring(0, violation.detail().indexOf(": the refreshes")))
                .containsExactly("s.c → s.d → refresh:s.v → s.c", "t.c → refresh:t.v → t.c");
    }

    @Test
    void two_procedures_cannot_want_two_views_in_opposite_orders() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a").refreshes("s.v", SUCCESS, 1, false).refreshes("s.w", SUCCESS, 2, false),
                aProcedure("s.b").refreshes("s.w", SUCCESS, 3, false).refreshes("s.v", SUCCESS, 4, false));

        assertThat(CatalogRules.cycles(catalog))
                .containsExactly(new Violation(
                        "/procedures/s.a/refresh",
                        "refresh:s.v → refresh:s.w → refresh:s.v: the refreshes go round in a circle,"
                                + " because s.a refreshes s.v before s.w, and s.b refreshes s.w before s.v" + CURE));
    }

    @Test
    void a_sequence_and_a_blocking_link_can_contradict_each_other() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a").refreshes("s.v", SUCCESS, 1, false).refreshes("s.w", SUCCESS, 2, true),
                aProcedure("s.c").after("s.a").refreshes("s.v"));

        assertThat(CatalogRules.cycles(catalog))
                .containsExactly(new Violation(
                        "/procedures/s.a/refresh",
                        "s.c → refresh:s.v → refresh:s.w → s.c: the refreshes go round in a circle,"
                                + " because s.a refreshes s.v before s.w, and s.a holds s.c back until s.w is refreshed"
                                + CURE));
    }

    @Test
    void a_blocking_link_can_contradict_that_dimensions_precede_facts() {
        Catalog catalog = aCatalogOf(
                blocking("s.o", "s.v"),
                aProcedure("s.d").dimension().after("s.o"),
                aProcedure("s.f").fact().refreshes("s.v"));

        assertThat(CatalogRules.cycles(catalog))
                .containsExactly(new Violation(
                        "/procedures/s.o/refresh",
                        "s.d → s.f → refresh:s.v → s.d: the refreshes go round in a circle,"
                                + " because s.o holds s.d back until s.v is refreshed" + CURE));
    }

    @Test
    void a_disabled_target_goes_round_in_no_circle() {
        Catalog catalog = aCatalog()
                .with(blocking("s.p", "s.v"), aProcedure("s.c").after("s.p").refreshes("s.v"))
                .disabledTarget("s.v")
                .build();

        assertThat(CatalogRules.cycles(catalog)).isEmpty();
    }

    @Test
    void a_disabled_procedure_has_no_links_but_the_order_goes_through_it() {
        Catalog without = aCatalogOf(
                blocking("s.p", "s.v"),
                aProcedure("s.c").after("s.p").refreshes("s.v").disabled());
        Catalog through = aCatalogOf(
                blocking("s.p", "s.v"),
                aProcedure("s.x").after("s.p").disabled(),
                aProcedure("s.c").after("s.x").refreshes("s.v"));

        assertThat(CatalogRules.cycles(without)).isEmpty();
        assertThat(CatalogRules.cycles(through))
                .extracting(Violation::detail)
                .containsExactly("s.c → refresh:s.v → s.c: the refreshes go round in a circle,"
                        + " because s.p holds s.c back until s.v is refreshed" + CURE);
    }

    @Test
    void what_is_in_order_passes() {
        Catalog catalog = aCatalogOf(
                blocking("s.p", "s.v").refreshes("s.w", SUCCESS, 2, true),
                aProcedure("s.c").dimension().after("s.p").refreshes("s.x"),
                aProcedure("s.f").fact().refreshes("s.x"));

        assertThat(CatalogRules.cycles(catalog)).isEmpty();
    }

    @Test
    void more_pairs_than_memory_could_hold_are_refused() {
        ProcedureBuilder parent = aProcedure("s.parent");
        IntStream.range(0, 100).forEach(view -> parent.refreshes("s.v" + view, SUCCESS, 1, true));
        CatalogBuilder catalog = aCatalog().with(parent);
        IntStream.range(0, 5_001)
                .forEach(child -> catalog.with(aProcedure("s.c" + child).after("s.parent")));

        assertThat(CatalogRules.cycles(catalog.build()))
                .containsExactly(new Violation(
                        "/procedures/s.parent/refresh",
                        "blocking refreshes and the procedures that wait for them make 500100 pairs,"
                                + " and at most 500000 are supported; let fewer block"));
    }
}
