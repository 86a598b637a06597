package dev.silversmith.core.plan;

import static dev.silversmith.core.catalog.RefreshLink.Trigger.ALWAYS;
import static dev.silversmith.core.catalog.RefreshLink.Trigger.SUCCESS;
import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static dev.silversmith.testkit.Views.views;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.RequestBuilder;
import dev.silversmith.testkit.Signatures;
import dev.silversmith.testkit.Views;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Refreshes in plans by example; {@link PlannerPropertyTest} has the rules in general. */
class RefreshUnitsTest {

    private static Plan plan(Catalog catalog, RequestBuilder request, Views views) {
        return Planner.plan(
                catalog,
                request.build(),
                new DatabaseFacts(Signatures.fitting(catalog), views.facts(), Map.of(), Map.of()));
    }

    private static ProblemException refusal(Catalog catalog, RequestBuilder request, Views views) {
        return catchThrowableOfType(ProblemException.class, () -> plan(catalog, request, views));
    }

    private static Unit unit(Plan plan, String name) {
        return plan.units().stream()
                .filter(unit -> unit.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> dependsOn(Plan plan, String unit) {
        return unit(plan, unit).dependsOn();
    }

    private static List<List<String>> stages(Plan plan) {
        return plan.stages().stream()
                .map(stage -> stage.units().stream().map(Unit::name).toList())
                .toList();
    }

    @Test
    void a_view_is_refreshed_once_after_all_its_procedures() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.a").refreshes("s.v"),
                        aProcedure("s.b").refreshes("s.v", ALWAYS, 1, true),
                        aProcedure("s.c"))
                .target("s.v", true)
                .build();

        Plan plan = plan(catalog, aRequest(), views("s.v"));

        Unit refresh = unit(plan, "refresh:s.v");
        assertThat(refresh.type()).isEqualTo(Unit.Type.REFRESH);
        assertThat(refresh.members()).isEmpty();
        assertThat(refresh.dependsOn()).containsExactly("s.a", "s.b");
        assertThat(refresh.why()).isEqualTo("once s.a, s.b have ended");
        assertThat(plan.units()).hasSize(4);
        assertThat(plan.refreshes()).hasSize(1);
        PlannedRefresh planned = plan.refreshes().get(QualifiedName.parse("s.v"));
        assertThat(planned.concurrently()).isTrue();
        assertThat(planned.links())
                .containsExactly(
                        Map.entry(QualifiedName.parse("s.a"), new PlannedRefresh.Link(SUCCESS, false)),
                        Map.entry(QualifiedName.parse("s.b"), new PlannedRefresh.Link(ALWAYS, true)));
    }

    @Test
    void only_the_selected_procedures_and_enabled_targets_count() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.a").refreshes("s.v").refreshes("s.off"),
                        aProcedure("s.b").refreshes("s.v").refreshes("s.w"))
                .disabledTarget("s.off")
                .build();

        Plan plan = plan(catalog, aRequest().select("s.a"), views("s.v"));

        assertThat(plan.refreshes().keySet())
                .extracting(QualifiedName::toString)
                .containsExactly("s.v");
        assertThat(dependsOn(plan, "refresh:s.v")).containsExactly("s.a");
        assertThat(Planner.views(catalog, Planner.select(catalog, aRequest().build())))
                .extracting(QualifiedName::toString)
                .containsExactly("s.v", "s.w");
    }

    @Test
    void the_last_refresh_of_a_chain_belongs_to_its_sequential_stage() {
        Plan plan = plan(
                aCatalogOf(aProcedure("s.a"), aProcedure("s.b").after("s.a").refreshes("s.v")),
                aRequest(),
                views("s.v"));

        assertThat(stages(plan)).containsExactly(List.of("s.a", "s.b", "refresh:s.v"));
        assertThat(plan.stages().get(0).kind()).isEqualTo(Stage.Kind.SEQUENTIAL);
    }

    @Test
    void a_refresh_beside_other_procedures_shares_their_stage() {
        Plan plan = plan(
                aCatalogOf(aProcedure("s.a").refreshes("s.v"), aProcedure("s.b").after("s.a")),
                aRequest(),
                views("s.v"));

        assertThat(stages(plan)).containsExactly(List.of("s.a"), List.of("s.b", "refresh:s.v"));
        assertThat(plan.stages().get(1).lanes()).isEqualTo(2);
    }

    @Test
    void facts_do_not_wait_for_the_refreshes_of_dimensions() {
        Plan plan = plan(
                aCatalogOf(
                        aProcedure("s.d").dimension().refreshes("s.v"),
                        aProcedure("s.f").fact()),
                aRequest(),
                views("s.v"));

        assertThat(stages(plan)).containsExactly(List.of("s.d"), List.of("s.f", "refresh:s.v"));
    }

    @Test
    void a_view_is_refreshed_after_those_it_reads() {
        Catalog catalog =
                aCatalogOf(aProcedure("s.a").refreshes("s.u"), aProcedure("s.b").refreshes("s.v"));

        Plan plan = plan(
                catalog,
                aRequest(),
                views().with("s.u", "s.v", "s.elsewhere", "s.u").with("s.v"));

        assertThat(dependsOn(plan, "refresh:s.u")).containsExactly("refresh:s.v", "s.a");
        assertThat(dependsOn(plan, "refresh:s.v")).containsExactly("s.b");
    }

    @Test
    void children_wait_for_a_blocking_refresh_also_past_what_was_left_out() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.p").refreshes("s.v", SUCCESS, 1, true),
                aProcedure("s.child").after("s.p"),
                aProcedure("s.grandchild").after("s.child"),
                aProcedure("s.x"));

        Plan whole = plan(catalog, aRequest(), views("s.v"));
        Plan without = plan(catalog, aRequest().exclude("s.child"), views("s.v"));

        assertThat(dependsOn(whole, "s.child")).containsExactly("refresh:s.v", "s.p");
        assertThat(dependsOn(whole, "s.grandchild")).containsExactly("s.child");
        assertThat(dependsOn(whole, "s.x")).isEmpty();
        assertThat(dependsOn(without, "s.grandchild")).containsExactly("refresh:s.v", "s.p");
        assertThat(unit(whole, "s.child").why()).isEqualTo("after refresh:s.v, s.p");
    }

    @Test
    void the_group_of_a_procedure_does_not_wait_for_its_own_blocking_refresh() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.p").refreshes("s.v", SUCCESS, 1, true),
                        aProcedure("s.child").after("s.p"),
                        aProcedure("s.other").after("s.child", "s.p"))
                .group("g", 1, "s.p", "s.child")
                .build();

        Plan plan = plan(catalog, aRequest().perGroup(), views("s.v"));

        assertThat(stages(plan)).containsExactly(List.of("group:g", "refresh:s.v", "s.other"));
        assertThat(dependsOn(plan, "group:g")).isEmpty();
        assertThat(dependsOn(plan, "s.other")).containsExactly("group:g", "refresh:s.v");
    }

    @Test
    void a_sequence_orders_the_views_of_one_procedure_only() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a")
                        .refreshes("s.w", SUCCESS, 1, false)
                        .refreshes("s.v", SUCCESS, 5, false)
                        .refreshes("s.u", SUCCESS, 5, false)
                        .refreshes("s.t", SUCCESS, 9, false),
                aProcedure("s.b").refreshes("s.other", SUCCESS, 0, false));

        Plan plan = plan(catalog, aRequest(), views("s.t", "s.u", "s.v", "s.w", "s.other"));

        assertThat(dependsOn(plan, "refresh:s.w")).containsExactly("s.a");
        assertThat(dependsOn(plan, "refresh:s.v")).containsExactly("refresh:s.w", "s.a");
        assertThat(dependsOn(plan, "refresh:s.u")).containsExactly("refresh:s.w", "s.a");
        assertThat(dependsOn(plan, "refresh:s.t")).containsExactly("refresh:s.u", "refresh:s.v", "s.a");
        assertThat(dependsOn(plan, "refresh:s.other")).containsExactly("s.b");
    }

    @Test
    void what_a_view_reads_wins_over_its_sequence() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a")
                        .refreshes("s.v1", SUCCESS, 1, false)
                        .refreshes("s.v2", SUCCESS, 2, false)
                        .refreshes("s.v3", SUCCESS, 3, false)
                        .refreshes("s.v4", SUCCESS, 4, false),
                aProcedure("s.b").refreshes("s.middle"));

        Plan plan = plan(
                catalog,
                aRequest(),
                views("s.v2", "s.v3", "s.v4").with("s.v1", "s.middle").with("s.middle", "s.v3"));

        assertThat(dependsOn(plan, "refresh:s.v2")).containsExactly("s.a");
        assertThat(dependsOn(plan, "refresh:s.v3")).containsExactly("refresh:s.v2", "s.a");
        assertThat(dependsOn(plan, "refresh:s.middle")).containsExactly("refresh:s.v3", "s.b");
        assertThat(dependsOn(plan, "refresh:s.v1")).containsExactly("refresh:s.middle", "refresh:s.v2", "s.a");
        assertThat(dependsOn(plan, "refresh:s.v4")).containsExactly("refresh:s.v1", "refresh:s.v3", "s.a");
    }

    @Test
    void a_priority_counts_the_refreshes_that_follow() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a").refreshes("s.v"),
                aProcedure("s.b").after("s.a").refreshes("s.w"));
        DatabaseFacts facts = new DatabaseFacts(
                Signatures.fitting(catalog),
                views("s.v", "s.w").facts(),
                Map.of(QualifiedName.parse("s.v"), Duration.ofHours(1)),
                Map.of(QualifiedName.parse("s.v"), Duration.ofSeconds(30)));

        Plan plan = Planner.plan(catalog, aRequest().build(), facts);

        assertThat(unit(plan, "refresh:s.v").expectedMs()).isEqualTo(30_000);
        assertThat(unit(plan, "refresh:s.v").priority()).isEqualTo(30_000);
        assertThat(unit(plan, "refresh:s.w").expectedMs()).isEqualTo(1000);
        assertThat(unit(plan, "s.a").priority()).isEqualTo(31_000);
        assertThat(unit(plan, "s.b").priority()).isEqualTo(2000);
    }

    @Test
    void a_view_and_a_procedure_may_have_the_same_name() {
        Plan plan = plan(aCatalogOf(aProcedure("s.a").refreshes("s.a")), aRequest(), views("s.a"));

        assertThat(stages(plan)).containsExactly(List.of("s.a", "refresh:s.a"));
    }

    @Test
    void what_is_not_a_materialized_view_is_refused_with_all_offenders() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a").refreshes("s.gone").refreshes("s.plain").refreshes("s.fine"),
                aProcedure("s.b").refreshes("s.gone").refreshes("s.\"Таблица\""),
                aProcedure("s.c").refreshes("s.gone"),
                aProcedure("s.d").refreshes("s.gone"));

        ProblemException refusal = refusal(
                catalog,
                aRequest(),
                views("s.fine").of("s.plain", ViewFacts.Kind.VIEW).of("s.\"Таблица\"", ViewFacts.Kind.FOREIGN_TABLE));

        assertThat(refusal.problem()).isEqualTo(Problem.UNKNOWN_VIEW);
        assertThat(refusal.violations())
                .containsExactly(
                        new Violation(
                                "/refreshTargets/s.gone",
                                "the database has no materialized view s.gone;"
                                        + " correct the name or remove the link of s.a, s.b, s.c and 1 more"),
                        new Violation(
                                "/refreshTargets/s.plain",
                                "s.plain is a view, and only a materialized view can be refreshed;"
                                        + " correct the name or remove the link of s.a"),
                        new Violation(
                                "/refreshTargets/s.\"Таблица\"",
                                "s.\"Таблица\" is a foreign table, and only a materialized view can be refreshed;"
                                        + " correct the name or remove the link of s.b"));
    }

    @Test
    void a_view_that_the_warehouse_login_may_not_refresh_is_planned_with_a_warning() {
        Plan plan = plan(
                aCatalogOf(aProcedure("s.a").refreshes("s.mine").refreshes("s.theirs")),
                aRequest(),
                views("s.mine").foreign("s.theirs"));

        assertThat(plan.warnings())
                .containsExactly("the warehouse login may not refresh s.theirs:"
                        + " it is not a member of the role that owns it");
    }

    @Test
    void refreshes_that_go_round_are_refused_with_the_path() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.p").refreshes("s.v", SUCCESS, 1, true),
                aProcedure("s.c").after("s.p").refreshes("s.v"));

        assertThat(refusal(catalog, aRequest(), views("s.v")).problem()).isEqualTo(Problem.CYCLE);
        assertThat(refusal(catalog, aRequest(), views("s.v")))
                .hasMessage("s.c → refresh:s.v → s.c: the refreshes make the order impossible;"
                        + " remove a refresh link or its blocking, or change what the views read");
        assertThat(plan(catalog, aRequest().exclude("s.p"), views("s.v")).units())
                .hasSize(2);
    }

    @Test
    void views_that_read_each_other_are_refused_with_the_path() {
        ProcedureBuilder both = aProcedure("s.a").refreshes("s.v").refreshes("s.w");

        ProblemException refusal =
                refusal(aCatalogOf(both), aRequest(), views().with("s.v", "s.w").with("s.w", "s.v"));

        assertThat(refusal.problem()).isEqualTo(Problem.CYCLE);
        assertThat(refusal)
                .hasMessage("refresh:s.v → refresh:s.w → refresh:s.v: these views read one another,"
                        + " so that none can be refreshed before the others; change what they read");
    }

    @Test
    void a_child_that_waits_for_a_view_which_reads_its_own_is_refused_with_the_path() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.p").refreshes("s.v", SUCCESS, 1, true),
                aProcedure("s.c").after("s.p").refreshes("s.w"));

        assertThat(refusal(catalog, aRequest(), views().with("s.v", "s.w").with("s.w")))
                .hasMessageStartingWith(
                        "s.c → refresh:s.w → refresh:s.v → s.c: the refreshes make the order impossible;");
    }

    @Test
    void a_grouping_that_goes_round_through_a_refresh_is_refused_with_the_path() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.p").refreshes("s.v", SUCCESS, 1, true),
                        aProcedure("s.child").after("s.p"),
                        aProcedure("s.other").refreshes("s.v"))
                .group("g", 1, "s.child", "s.other")
                .build();

        assertThat(refusal(catalog, aRequest().perGroup(), views("s.v")))
                .hasMessage("group:g → refresh:s.v → group:g: the groups and refreshes make the order impossible;"
                        + " remove a refresh link or its blocking, or change what the views read;"
                        + " or choose another grouping or transaction scope per_procedure");
        assertThat(plan(catalog, aRequest(), views("s.v")).units()).hasSize(4);
    }
}
