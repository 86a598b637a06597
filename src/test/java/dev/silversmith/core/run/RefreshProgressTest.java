package dev.silversmith.core.run;

import static dev.silversmith.core.catalog.RefreshLink.Trigger.ALWAYS;
import static dev.silversmith.core.catalog.RefreshLink.Trigger.SUCCESS;
import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static dev.silversmith.testkit.Views.views;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.plan.DatabaseFacts;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.Signatures;
import dev.silversmith.testkit.Views;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a view is refreshed and when not, by example; {@link RefreshProgressPropertyTest} has the rules in general. */
class RefreshProgressTest {

    private static final QualifiedName VIEW = QualifiedName.parse("s.v");

    private Plan plan;
    private RunProgress run;

    private void start(Catalog catalog, Views views, LastAttempts last, boolean stops) {
        plan = Planner.plan(
                catalog,
                aRequest().build(),
                new DatabaseFacts(Signatures.fitting(catalog), views.facts(), Map.of(), Map.of()));
        run = RunProgress.of(plan, last, stops);
    }

    private void start(Catalog catalog) {
        start(catalog, views("s.v", "s.w"), LastAttempts.NONE, false);
    }

    /** Everything that may start now, taken. */
    private Map<String, Unit> take() {
        Map<String, Unit> taken = new HashMap<>();
        plan.stages().forEach(stage -> {
            Optional<Unit> next = run.takeReady(stage.number());
            while (next.isPresent()) {
                taken.put(next.get().name(), next.get());
                next = run.takeReady(stage.number());
            }
        });
        return taken;
    }

    private List<String> ready() {
        return List.copyOf(new java.util.TreeSet<>(take().keySet()));
    }

    private static Skip skipped(String because) {
        return Skip.refresh(VIEW, because);
    }

    @Test
    void two_procedures_linked_to_one_view_refresh_it_once_after_both() {
        start(aCatalogOf(aProcedure("s.a").refreshes("s.v"), aProcedure("s.b").refreshes("s.v")));
        Map<String, Unit> procedures = take();

        assertThat(run.complete(procedures.get("s.a"), Outcome.SUCCEEDED)).isEmpty();
        assertThat(ready()).isEmpty();
        assertThat(run.complete(procedures.get("s.b"), Outcome.SUCCEEDED)).isEmpty();
        assertThat(ready()).containsExactly("refresh:s.v");
    }

    @Test
    void always_refreshes_after_a_failure() {
        start(aCatalogOf(aProcedure("s.a").refreshes("s.v"), aProcedure("s.b").refreshes("s.v", ALWAYS, 1, false)));
        Map<String, Unit> procedures = take();
        run.complete(procedures.get("s.b"), Outcome.SUCCEEDED);

        assertThat(run.complete(procedures.get("s.a"), Outcome.FAILED)).isEmpty();
        assertThat(ready()).containsExactly("refresh:s.v");
    }

    @Test
    void success_does_not_refresh_after_a_failure_and_names_it_also_when_that_is_far_away() {
        start(aCatalogOf(
                aProcedure("s.a"),
                aProcedure("s.b").after("s.a"),
                aProcedure("s.c").after("s.b").refreshes("s.v"),
                aProcedure("s.d").refreshes("s.v")));
        Map<String, Unit> procedures = take();
        run.complete(procedures.get("s.d"), Outcome.SUCCEEDED);

        assertThat(run.complete(procedures.get("s.a"), Outcome.FAILED))
                .containsExactlyInAnyOrder(
                        Skip.procedure(QualifiedName.parse("s.b"), "s.a failed"),
                        Skip.procedure(QualifiedName.parse("s.c"), "s.a failed"),
                        skipped("s.a failed"));
        assertThat(plan.stages())
                .allSatisfy(stage -> assertThat(run.stageEnded(stage.number())).isTrue());
    }

    @Test
    void a_view_that_reads_another_one_waits_for_its_refresh_and_is_refreshed_although_that_failed() {
        start(
                aCatalogOf(aProcedure("s.a").refreshes("s.v").refreshes("s.w")),
                views("s.w").with("s.v", "s.w"),
                LastAttempts.NONE,
                false);
        run.complete(take().get("s.a"), Outcome.SUCCEEDED);
        Map<String, Unit> first = take();
        assertThat(first.keySet()).containsExactly("refresh:s.w");

        assertThat(run.complete(first.get("refresh:s.w"), Outcome.FAILED)).isEmpty();
        assertThat(ready()).containsExactly("refresh:s.v");
    }

    @Test
    void children_wait_for_a_blocking_refresh_and_go_on_whatever_becomes_of_it() {
        start(aCatalogOf(
                aProcedure("s.a").refreshes("s.v", SUCCESS, 1, true),
                aProcedure("s.b").after("s.a")));
        run.complete(take().get("s.a"), Outcome.SUCCEEDED);
        Map<String, Unit> refresh = take();
        assertThat(refresh.keySet()).containsExactly("refresh:s.v");

        run.complete(refresh.get("refresh:s.v"), Outcome.FAILED);
        assertThat(ready()).containsExactly("s.b");
    }

    @Test
    void a_run_that_stops_on_failure_refreshes_nothing_more_not_even_always() {
        start(aCatalogOf(aProcedure("s.a").refreshes("s.v", ALWAYS, 1, false)), views("s.v"), LastAttempts.NONE, true);

        assertThat(run.complete(take().get("s.a"), Outcome.FAILED)).containsExactly(skipped(Skip.RUN_STOPPED));
    }

    @Test
    void a_refresh_that_fails_stops_a_run_that_stops_on_failure() {
        start(
                aCatalogOf(
                        aProcedure("s.a").refreshes("s.v", SUCCESS, 1, true),
                        aProcedure("s.b").after("s.a")),
                views("s.v"),
                LastAttempts.NONE,
                true);
        run.complete(take().get("s.a"), Outcome.SUCCEEDED);

        assertThat(run.complete(take().get("refresh:s.v"), Outcome.FAILED))
                .containsExactly(Skip.procedure(QualifiedName.parse("s.b"), Skip.RUN_STOPPED));
    }

    @Test
    void a_cancelled_run_refreshes_nothing_more() {
        start(aCatalogOf(aProcedure("s.a").refreshes("s.v", ALWAYS, 1, false)));
        Map<String, Unit> procedures = take();
        run.cancelPending();

        run.complete(procedures.get("s.a"), Outcome.CANCELLED);
        assertThat(ready()).isEmpty();
    }

    @Test
    void a_group_that_failed_is_one_failure_for_all_its_views() {
        Catalog catalog = aCatalog()
                .with(aProcedure("s.a").refreshes("s.v"), aProcedure("s.b").refreshes("s.w", ALWAYS, 1, false))
                .group("g", 1, "s.a", "s.b")
                .build();
        plan = Planner.plan(
                catalog,
                aRequest().perGroup().build(),
                new DatabaseFacts(
                        Signatures.fitting(catalog), views("s.v", "s.w").facts(), Map.of(), Map.of()));
        run = RunProgress.of(plan, LastAttempts.NONE, false);

        List<Skip> skips = run.complete(take().get("group:g"), Outcome.FAILED, QualifiedName.parse("s.b"));

        assertThat(skips).containsExactly(skipped("s.b failed"));
        assertThat(ready()).containsExactly("refresh:s.w");
    }

    @Test
    void what_was_refreshed_before_the_server_was_lost_is_not_refreshed_again() {
        Catalog catalog =
                aCatalogOf(aProcedure("s.a").refreshes("s.v"), aProcedure("s.b").refreshes("s.w"));
        var last = new LastAttempts(
                Map.of(
                        QualifiedName.parse("s.a"),
                        StepStatus.SUCCEEDED,
                        QualifiedName.parse("s.b"),
                        StepStatus.SUCCEEDED),
                Map.of(VIEW, StepStatus.SUCCEEDED, QualifiedName.parse("s.w"), StepStatus.PENDING));
        start(catalog, views("s.v", "s.w"), last, false);

        assertThat(run.endAsRecorded(last)).isEmpty();
        assertThat(ready()).containsExactly("refresh:s.w");
    }

    @Test
    void a_refresh_that_was_to_be_skipped_when_the_server_was_lost_is_skipped_by_the_next_one() {
        Catalog catalog = aCatalogOf(aProcedure("s.a").refreshes("s.v"));
        var last = new LastAttempts(Map.of(QualifiedName.parse("s.a"), StepStatus.FAILED), Map.of());
        start(catalog, views("s.v"), last, false);

        assertThat(run.endAsRecorded(last)).containsExactly(skipped("s.a failed"));
        assertThat(ready()).isEmpty();
    }

    @Test
    void a_refresh_by_hand_needs_no_procedure() {
        Catalog catalog = aCatalog().target("s.v", true).build();
        plan = Planner.refresh(catalog, VIEW, views("s.v").facts(), Map.of());
        run = RunProgress.of(plan, LastAttempts.NONE, false);

        List<Unit> all = new ArrayList<>(take().values());
        assertThat(all).extracting(Unit::name).containsExactly("refresh:s.v");
        assertThat(run.complete(all.get(0), Outcome.SUCCEEDED)).isEmpty();
        assertThat(run.stageEnded(1)).isTrue();
    }
}
