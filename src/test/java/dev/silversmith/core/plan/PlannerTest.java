package dev.silversmith.core.plan;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.RequestBuilder;
import dev.silversmith.testkit.Signatures;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Selection, order, units and stages by example; {@link PlannerPropertyTest} has the rules in general. */
class PlannerTest {

    private static Plan plan(Catalog catalog, RequestBuilder request) {
        return Planner.plan(catalog, request.build(), Signatures.fitting(catalog), Map.of());
    }

    private static ProblemException refusal(Catalog catalog, RequestBuilder request) {
        return catchThrowableOfType(ProblemException.class, () -> plan(catalog, request));
    }

    /** The stages as {@code sequential 1 [s.a, s.b]}. */
    private static List<String> stages(Plan plan) {
        return plan.stages().stream()
                .map(stage -> stage.kind().name().toLowerCase(Locale.ROOT) + " " + stage.lanes() + " "
                        + stage.units().stream().map(Unit::name).toList())
                .toList();
    }

    private static Unit unit(Plan plan, String name) {
        return plan.units().stream()
                .filter(unit -> unit.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_chain_is_one_sequential_stage() {
        Plan plan = plan(
                aCatalogOf(
                        aProcedure("s.c"),
                        aProcedure("s.b").after("s.c"),
                        aProcedure("s.a").after("s.b")),
                aRequest());

        assertThat(stages(plan)).containsExactly("sequential 1 [s.c, s.b, s.a]");
        assertThat(unit(plan, "s.c").why()).isEqualTo("first: no parents");
        assertThat(unit(plan, "s.a").why()).isEqualTo("after s.b");
        assertThat(unit(plan, "s.c").priority()).isEqualTo(3000);
    }

    @Test
    void a_diamond_is_sequential_then_parallel_then_sequential() {
        Plan plan = plan(
                aCatalogOf(
                        aProcedure("s.a"),
                        aProcedure("s.c").after("s.a"),
                        aProcedure("s.b").after("s.a"),
                        aProcedure("s.d").after("s.b", "s.c"),
                        aProcedure("s.e").after("s.d")),
                aRequest());

        assertThat(stages(plan))
                .containsExactly("sequential 1 [s.a]", "parallel 2 [s.b, s.c]", "sequential 1 [s.d, s.e]");
        assertThat(plan.stages()).extracting(Stage::number).containsExactly(1, 2, 3);
    }

    @Test
    void dimensions_and_facts_alone_are_two_stages_and_never_more_lanes_than_allowed() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a").fact(),
                aProcedure("s.b").fact().after("s.z"),
                aProcedure("s.x").dimension(),
                aProcedure("s.y").dimension(),
                aProcedure("s.z").dimension());

        Plan plan = plan(catalog, aRequest().maxParallel(2));

        assertThat(stages(plan)).containsExactly("parallel 2 [s.x, s.y, s.z]", "parallel 2 [s.a, s.b]");
        assertThat(unit(plan, "s.a").why()).isEqualTo("fact: after every dimension");
        assertThat(unit(plan, "s.b").why()).isEqualTo("after s.z; fact: after every dimension");
        assertThat(unit(plan, "s.a").dependsOn()).isEmpty();
        assertThat(stages(plan(catalog, aRequest().maxParallel(1))))
                .containsExactly("parallel 1 [s.x, s.y, s.z]", "parallel 1 [s.a, s.b]");
    }

    @Test
    void facts_without_dimensions_wait_for_nothing() {
        Plan plan = plan(aCatalogOf(aProcedure("s.a").fact(), aProcedure("s.b").fact()), aRequest());

        assertThat(unit(plan, "s.a").why()).isEqualTo("first: no parents");
    }

    @Test
    void the_rule_of_kinds_cuts_through_a_chain_beside_it() {
        Plan plan = plan(
                aCatalogOf(
                        aProcedure("s.d").dimension(),
                        aProcedure("s.o").after("s.d"),
                        aProcedure("s.p").after("s.o"),
                        aProcedure("s.f").fact().after("s.p")),
                aRequest());

        assertThat(stages(plan)).containsExactly("sequential 1 [s.d, s.o, s.p, s.f]");
    }

    @Test
    void a_left_out_procedure_still_orders_its_neighbours() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.z"),
                aProcedure("s.x").after("s.z"),
                aProcedure("s.a").after("s.x"));

        Plan plan = plan(catalog, aRequest().exclude("s.x"));

        assertThat(stages(plan)).containsExactly("sequential 1 [s.z, s.a]");
        assertThat(plan.procedures().get(QualifiedName.parse("s.a")).parents())
                .containsExactly(QualifiedName.parse("s.z"));
    }

    @Test
    void a_disabled_parent_is_left_out_with_a_warning() {
        Plan plan =
                plan(aCatalogOf(aProcedure("s.a").disabled(), aProcedure("s.b").after("s.a")), aRequest());

        assertThat(plan.warnings()).containsExactly("s.b depends on s.a, which is disabled and left out");
    }

    @Test
    void ties_go_to_the_sequence_of_the_group_and_then_to_the_name() {
        Catalog catalog = aCatalog()
                .with(aProcedure("s.a"), aProcedure("s.b"), aProcedure("s.c"), aProcedure("s.d"), aProcedure("s.e"))
                .group("late", 2, "s.b", "s.a")
                .group("early", 1, "s.d")
                .build();

        assertThat(stages(plan(catalog, aRequest()))).containsExactly("parallel 4 [s.d, s.a, s.b, s.c, s.e]");
        assertThat(stages(plan(catalog, aRequest().perGroup())))
                .containsExactly("parallel 4 [group:early, group:late, s.c, s.e]");
    }

    @Test
    void a_group_is_one_unit_of_its_selected_members() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.f").fact(),
                        aProcedure("s.d").dimension(),
                        aProcedure("s.o"),
                        aProcedure("s.p").after("s.q"),
                        aProcedure("s.q"),
                        aProcedure("s.off").disabled(),
                        aProcedure("s.before"),
                        aProcedure("s.after").after("s.o", "s.f", "s.before"))
                .group("g", 1, "s.f", "s.p", "s.off", "s.o", "s.q", "s.d")
                .build();
        Map<QualifiedName, Duration> expected = Map.of(QualifiedName.parse("s.o"), Duration.ofSeconds(10));

        Plan plan = Planner.plan(catalog, aRequest().perGroup().build(), Signatures.fitting(catalog), expected);

        Unit group = unit(plan, "group:g");
        assertThat(group.type()).isEqualTo(Unit.Type.GROUP);
        assertThat(group.members()).extracting(QualifiedName::name).containsExactly("o", "q", "p", "d", "f");
        assertThat(group.expectedMs()).isEqualTo(14_000);
        assertThat(group.priority()).isEqualTo(15_000);
        assertThat(unit(plan, "s.after").dependsOn()).containsExactly("group:g", "s.before");
    }

    @Test
    void a_group_with_both_kinds_stands_on_both_sides_of_the_barrier() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.a").fact(),
                        aProcedure("s.b").fact(),
                        aProcedure("s.y").dimension(),
                        aProcedure("s.z").dimension())
                .group("g", 1, "s.y", "s.b")
                .build();

        Plan plan = plan(catalog, aRequest().perGroup());

        assertThat(stages(plan)).containsExactly("sequential 1 [s.z, group:g, s.a]");
        assertThat(unit(plan, "group:g").why()).isEqualTo("fact: after every dimension");
    }

    @Test
    void two_groups_with_both_kinds_are_refused_with_the_path() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.a").fact(),
                        aProcedure("s.b").fact(),
                        aProcedure("s.y").dimension(),
                        aProcedure("s.z").dimension())
                .group("g", 1, "s.y", "s.b")
                .group("h", 2, "s.z", "s.a")
                .build();

        assertThat(refusal(catalog, aRequest().perGroup()).problem()).isEqualTo(Problem.CYCLE);
        assertThat(refusal(catalog, aRequest().perGroup()))
                .hasMessageStartingWith("group:g → group:h → group:g: each of these groups holds dimensions and facts");
        assertThat(plan(catalog, aRequest()).units()).hasSize(4);
    }

    @Test
    void a_grouping_that_goes_round_is_refused_with_the_path() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.a"),
                        aProcedure("s.b").after("s.a"),
                        aProcedure("s.c").after("s.b"))
                .group("g", 1, "s.a", "s.c")
                .build();

        assertThat(refusal(catalog, aRequest().perGroup()))
                .hasMessageStartingWith("group:g → s.b → group:g: the groups make the order impossible");
        assertThat(stages(plan(catalog, aRequest().perGroup().exclude("s.b"))))
                .containsExactly("sequential 1 [group:g]");
    }

    @Test
    void a_grouping_that_goes_round_through_the_rule_of_kinds_is_refused_with_the_path() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.f").fact(),
                        aProcedure("s.o"),
                        aProcedure("s.d").dimension().after("s.o"))
                .group("g", 1, "s.f", "s.o")
                .build();

        assertThat(refusal(catalog, aRequest().perGroup()))
                .hasMessageStartingWith("s.d → group:g → s.d: the groups make the order impossible");
    }

    @Test
    void a_mode_that_is_not_allowed_is_refused_with_all_offenders() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a").modes(true, false, false),
                aProcedure("s.b").modes(true, true, false),
                aProcedure("s.c").modes(false, true, true));

        assertThat(refusal(catalog, aRequest().full()).problem()).isEqualTo(Problem.MODE_NOT_ALLOWED);
        assertThat(refusal(catalog, aRequest().full()).violations())
                .containsExactly(
                        new Violation("/procedures/s.a/modes", "s.a does not support mode full"),
                        new Violation("/procedures/s.b/modes", "s.b does not allow a full refresh"));
        assertThat(refusal(catalog, aRequest()).violations())
                .containsExactly(new Violation("/procedures/s.c/modes", "s.c does not support mode incremental"));
    }

    @Test
    void an_invalid_catalog_is_refused_when_planning_too() {
        assertThat(refusal(aCatalogOf(aProcedure("s.a").after("s.x")), aRequest())
                        .problem())
                .isEqualTo(Problem.INVALID_CATALOG);
        assertThat(refusal(
                                aCatalogOf(
                                        aProcedure("s.a").after("s.b"),
                                        aProcedure("s.b").after("s.a")),
                                aRequest())
                        .problem())
                .isEqualTo(Problem.CYCLE);
    }

    @Test
    void many_parents_are_counted_and_not_listed_in_the_reason() {
        Plan plan = plan(
                aCatalogOf(
                        aProcedure("s.a"),
                        aProcedure("s.b"),
                        aProcedure("s.c"),
                        aProcedure("s.d"),
                        aProcedure("s.e"),
                        aProcedure("s.f").after("s.a", "s.b", "s.c", "s.d", "s.e")),
                aRequest());

        assertThat(unit(plan, "s.f").why()).isEqualTo("after s.a, s.b, s.c and 2 more");
    }

    @Test
    void select_and_plan_take_the_same_procedures() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a"),
                aProcedure("s.b").tags("x"),
                aProcedure("s.c").tags("x"));
        RequestBuilder request = aRequest().select("tag:x").exclude("s.c");

        assertThat(Planner.select(catalog, request.build()).stream()
                        .map(QualifiedName::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo("s.b");
        assertThat(plan(catalog, request).procedures().keySet()).isEqualTo(Planner.select(catalog, request.build()));
    }
}
