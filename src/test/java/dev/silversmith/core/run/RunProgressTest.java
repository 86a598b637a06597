package dev.silversmith.core.run;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.RequestBuilder;
import dev.silversmith.testkit.Signatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RunProgressTest {

    private static Plan plan(Catalog catalog, RequestBuilder request, Map<QualifiedName, Duration> expected) {
        return Planner.plan(catalog, request.build(), Signatures.fitting(catalog), expected);
    }

    private static RunProgress run(ProcedureBuilder... procedures) {
        return RunProgress.of(plan(aCatalogOf(procedures), aRequest(), Map.of()), LastAttempts.NONE, false);
    }

    /** Takes what is ready in a stage until nothing is. */
    private static List<String> takeAll(RunProgress run, int stage) {
        List<String> taken = new ArrayList<>();
        for (var unit = run.takeReady(stage); unit.isPresent(); unit = run.takeReady(stage)) {
            taken.add(unit.get().name());
        }
        return taken;
    }

    private static Unit take(RunProgress run, int stage, String name) {
        Unit unit = run.takeReady(stage).orElseThrow();
        assertThat(unit.name()).isEqualTo(name);
        return unit;
    }

    @Test
    void a_postponed_unit_is_not_ready_before_it_is_offered_again_and_its_children_wait() {
        RunProgress run = run(aProcedure("s.a"), aProcedure("s.b").after("s.a"));
        Unit first = take(run, 1, "s.a");

        assertThat(run.postpone(first)).isEmpty();

        assertThat(run.takeReady(1)).isEmpty();
        assertThat(run.stageEnded(1)).isFalse();
        run.offerAgain(first);
        run.complete(take(run, 1, "s.a"), Outcome.SUCCEEDED);
        assertThat(takeAll(run, 1)).containsExactly("s.b");
    }

    @Test
    void a_dimension_that_is_tried_again_still_bars_every_fact() {
        RunProgress run =
                run(aProcedure("s.d").kind(Kind.DIMENSION), aProcedure("s.f").kind(Kind.FACT));
        Unit dimension = take(run, 1, "s.d");

        run.postpone(dimension);

        assertThat(run.takeReady(1)).isEmpty();
        run.offerAgain(dimension);
        run.complete(take(run, 1, "s.d"), Outcome.FAILED);
        assertThat(takeAll(run, 1)).containsExactly("s.f");
    }

    @Test
    void a_cancel_takes_a_postponed_unit_away_and_offering_it_again_does_nothing() {
        RunProgress run = run(aProcedure("s.a"));
        Unit unit = take(run, 1, "s.a");
        run.postpone(unit);

        assertThat(run.cancelPending()).containsExactly(name("s.a"));

        run.offerAgain(unit);
        assertThat(run.takeReady(1)).isEmpty();
        assertThat(run.stageEnded(1)).isTrue();
    }

    @Test
    void a_run_that_has_stopped_on_a_failure_tries_nothing_again() {
        Plan plan = plan(aCatalogOf(aProcedure("s.a"), aProcedure("s.b"), aProcedure("s.c")), aRequest(), Map.of());
        RunProgress run = RunProgress.of(plan, LastAttempts.NONE, true);
        Unit early = take(run, 1, "s.a");
        Unit failing = take(run, 1, "s.b");
        Unit late = take(run, 1, "s.c");
        run.postpone(early);

        assertThat(run.complete(failing, Outcome.FAILED)).containsExactly(skip("s.a", Skip.RUN_STOPPED));

        assertThat(run.postpone(late)).containsExactly(skip("s.c", Skip.RUN_STOPPED));
        assertThat(run.stageEnded(1)).isTrue();
    }

    @Test
    void only_a_unit_under_way_can_be_postponed() {
        RunProgress run = run(aProcedure("s.a"));
        Unit unit = take(run, 1, "s.a");
        run.postpone(unit);

        assertThatThrownBy(() -> run.postpone(unit)).isInstanceOf(IllegalStateException.class);
    }

    private static QualifiedName name(String text) {
        return QualifiedName.parse(text);
    }

    private static Skip skip(String procedure, String because) {
        return Skip.procedure(name(procedure), because);
    }

    @Test
    void a_unit_is_ready_when_its_parents_have_succeeded() {
        RunProgress run = run(aProcedure("s.a"), aProcedure("s.b").after("s.a"));

        Unit a = take(run, 1, "s.a");
        assertThat(run.takeReady(1)).isEmpty();
        assertThat(run.stageEnded(1)).isFalse();
        assertThat(run.complete(a, Outcome.SUCCEEDED)).isEmpty();
        Unit b = take(run, 1, "s.b");
        assertThat(run.stageEnded(1)).isFalse();
        run.complete(b, Outcome.SUCCEEDED);

        assertThat(run.stageEnded(1)).isTrue();
    }

    @Test
    void the_highest_priority_is_taken_first_and_ties_go_to_the_plan() {
        Catalog catalog = aCatalogOf(aProcedure("s.a"), aProcedure("s.b"), aProcedure("s.c"), aProcedure("s.d"));
        Plan plan = plan(catalog, aRequest(), Map.of(name("s.c"), Duration.ofSeconds(5)));

        assertThat(takeAll(RunProgress.of(plan, LastAttempts.NONE, false), 1))
                .containsExactly("s.c", "s.a", "s.b", "s.d");
    }

    @ParameterizedTest
    @CsvSource({"FAILED, failed", "INTERRUPTED, interrupted", "CANCELLED, cancelled"})
    void a_unit_that_did_not_succeed_skips_everything_downstream(Outcome outcome, String word) {
        RunProgress run = run(
                aProcedure("s.a"),
                aProcedure("s.b").after("s.a"),
                aProcedure("s.c").after("s.b"),
                aProcedure("s.d"));

        List<Skip> skips = run.complete(take(run, 1, "s.a"), outcome);

        assertThat(skips).containsExactly(skip("s.b", "s.a " + word), skip("s.c", "s.a " + word));
        assertThat(takeAll(run, 1)).containsExactly("s.d");
    }

    @Test
    void what_is_skipped_is_skipped_once() {
        RunProgress run =
                run(aProcedure("s.a"), aProcedure("s.b"), aProcedure("s.c").after("s.a", "s.b"));
        Unit a = take(run, 1, "s.a");
        Unit b = take(run, 1, "s.b");

        assertThat(run.complete(b, Outcome.FAILED)).containsExactly(skip("s.c", "s.b failed"));
        assertThat(run.complete(a, Outcome.FAILED)).isEmpty();
        assertThat(run.stageEnded(1)).isTrue();
        assertThat(run.stageEnded(2)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_fact_waits_until_every_dimension_has_ended_however(Outcome outcome) {
        RunProgress run = run(
                aProcedure("s.d").dimension(),
                aProcedure("s.e").dimension().after("s.d"),
                aProcedure("s.f").fact(),
                aProcedure("s.o"));

        Unit d = take(run, 1, "s.d");
        assertThat(takeAll(run, 1)).containsExactly("s.o");
        run.complete(d, outcome);

        if (outcome == Outcome.SUCCEEDED) {
            run.complete(take(run, 1, "s.e"), Outcome.SUCCEEDED);
        }
        assertThat(takeAll(run, 1)).containsExactly("s.f");
    }

    @Test
    void a_group_with_both_kinds_does_not_wait_for_itself() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.a").fact(),
                        aProcedure("s.b").fact(),
                        aProcedure("s.y").dimension(),
                        aProcedure("s.z").dimension())
                .group("g", 1, "s.y", "s.b")
                .build();
        RunProgress run = RunProgress.of(plan(catalog, aRequest().perGroup(), Map.of()), LastAttempts.NONE, false);

        Unit z = take(run, 1, "s.z");
        assertThat(run.takeReady(1)).isEmpty();
        run.complete(z, Outcome.FAILED);
        Unit group = take(run, 1, "group:g");
        assertThat(run.takeReady(1)).isEmpty();
        run.complete(group, Outcome.SUCCEEDED);

        assertThat(takeAll(run, 1)).containsExactly("s.a");
    }

    @Test
    void a_group_that_fails_names_the_member_that_failed() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.a"),
                        aProcedure("s.b"),
                        aProcedure("s.c").after("s.a"),
                        aProcedure("s.d").after("s.c"))
                .group("g", 1, "s.a", "s.b")
                .group("h", 2, "s.c", "s.d")
                .build();
        Plan plan = plan(catalog, aRequest().perGroup(), Map.of());
        RunProgress named = RunProgress.of(plan, LastAttempts.NONE, false);
        RunProgress whole = RunProgress.of(plan, LastAttempts.NONE, false);

        assertThat(named.complete(take(named, 1, "group:g"), Outcome.FAILED, name("s.b")))
                .containsExactly(skip("s.c", "s.b failed"), skip("s.d", "s.b failed"));
        assertThat(whole.complete(take(whole, 1, "group:g"), Outcome.FAILED))
                .containsExactly(skip("s.c", "group:g failed"), skip("s.d", "group:g failed"));
    }

    @Test
    void a_run_that_stops_on_failure_starts_nothing_more_but_lets_lanes_finish() {
        Plan plan = plan(
                aCatalogOf(
                        aProcedure("s.a"),
                        aProcedure("s.b"),
                        aProcedure("s.c").after("s.a"),
                        aProcedure("s.d").after("s.b")),
                aRequest(),
                Map.of());
        RunProgress run = RunProgress.of(plan, LastAttempts.NONE, true);
        Unit a = take(run, 1, "s.a");
        Unit b = take(run, 1, "s.b");

        assertThat(run.complete(a, Outcome.FAILED))
                .containsExactly(skip("s.c", "s.a failed"), skip("s.d", Skip.RUN_STOPPED));
        assertThat(run.stageEnded(1)).isFalse();
        assertThat(run.complete(b, Outcome.SUCCEEDED)).isEmpty();
        assertThat(run.stageEnded(1)).isTrue();
    }

    @Test
    void a_cancel_takes_away_what_was_not_taken() {
        RunProgress run = run(
                aProcedure("s.a"),
                aProcedure("s.b"),
                aProcedure("s.c").after("s.a"),
                aProcedure("s.f").fact());
        Unit a = take(run, 1, "s.a");

        assertThat(run.cancelPending()).containsExactly(name("s.b"), name("s.c"), name("s.f"));
        assertThat(run.cancelPending()).isEmpty();
        assertThat(run.takeReady(1)).isEmpty();
        assertThat(run.complete(a, Outcome.SUCCEEDED)).isEmpty();

        assertThat(run.takeReady(1)).isEmpty();
        assertThat(run.stageEnded(1)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUCCEEDED")
    void after_a_restart_only_what_has_not_succeeded_runs_again(StepStatus last) {
        Plan plan = plan(
                aCatalogOf(
                        aProcedure("s.d").dimension(),
                        aProcedure("s.e").dimension(),
                        aProcedure("s.f").fact().after("s.d")),
                aRequest(),
                Map.of());
        RunProgress run = RunProgress.of(
                plan,
                LastAttempts.of(Map.of(name("s.d"), StepStatus.SUCCEEDED, name("s.e"), last, name("s.f"), last)),
                false);

        run.complete(take(run, 1, "s.e"), Outcome.FAILED);

        assertThat(run.stageEnded(1)).isTrue();
        assertThat(takeAll(run, 2)).containsExactly("s.f");
    }

    @Test
    void a_run_whose_units_have_all_succeeded_has_nothing_to_do() {
        Plan plan = plan(aCatalogOf(aProcedure("s.a")), aRequest(), Map.of());
        RunProgress run = RunProgress.of(plan, LastAttempts.of(Map.of(name("s.a"), StepStatus.SUCCEEDED)), false);

        assertThat(run.takeReady(1)).isEmpty();
        assertThat(run.stageEnded(1)).isTrue();
    }

    @Test
    void a_half_succeeded_group_is_impossible_and_said_to_be_so() {
        Catalog catalog = aCatalog()
                .with(aProcedure("s.a"), aProcedure("s.b"))
                .group("g", 1, "s.a", "s.b")
                .build();
        Plan plan = plan(catalog, aRequest().perGroup(), Map.of());

        assertThatThrownBy(
                        () -> RunProgress.of(plan, LastAttempts.of(Map.of(name("s.a"), StepStatus.SUCCEEDED)), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("only 1 of the 2 members of group:g have succeeded");
    }

    @Test
    void a_unit_is_reported_once_and_only_after_it_was_taken() {
        RunProgress run = run(aProcedure("s.a"), aProcedure("s.b"));
        Unit a = take(run, 1, "s.a");
        run.complete(a, Outcome.SUCCEEDED);

        assertThatThrownBy(() -> run.complete(a, Outcome.SUCCEEDED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("s.a ended, but it was not under way");
        assertThatThrownBy(() -> run.takeReady(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the plan has no stage 2");
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED SUCCEEDED, SUCCEEDED, SUCCEEDED",
        "SUCCEEDED FAILED, FAILED, CANCELLED",
        "SUCCEEDED SKIPPED, FAILED, CANCELLED",
        "SUCCEEDED PENDING, FAILED, CANCELLED",
        "CANCELLED, FAILED, CANCELLED",
        "'', FAILED, CANCELLED",
    })
    void a_run_has_succeeded_only_if_everything_has(String last, RunStatus ends, RunStatus endsAfterCancel) {
        List<StepStatus> statuses = Pattern.compile(" ")
                .splitAsStream(last)
                .filter(word -> !word.isEmpty())
                .map(StepStatus::valueOf)
                .toList();

        assertThat(RunProgress.closing(statuses, false)).isEqualTo(ends);
        assertThat(RunProgress.closing(statuses, true)).isEqualTo(endsAfterCancel);
    }

    @Test
    void a_unit_taken_is_not_ready_any_more() {
        RunProgress run = run(aProcedure("s.a"));

        assertThat(run.takeReady(1)).isPresent();
        assertThat(run.takeReady(1)).isEqualTo(Optional.empty());
    }
}
