package dev.silversmith.app;

import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore.AdmittedRun;
import dev.silversmith.app.port.RunStore.StepRef;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.Outcome;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.SettableClock;
import dev.silversmith.testkit.Signatures;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ActiveRunTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final Map<UUID, String> skipped = new HashMap<>();
    private final SettableClock clock = new SettableClock(NOON);
    private final ActiveRun run = active();

    private ActiveRun active() {
        Catalog catalog = aCatalogOf(aProcedure("s.a"), aProcedure("s.b").after("s.a"));
        Plan plan = Planner.plan(catalog, aRequest().build(), Signatures.fitting(catalog), Map.of());
        Map<QualifiedName, StepRef> steps = new HashMap<>();
        plan.procedures().keySet().forEach(name -> steps.put(name, StepRef.of(UUID.randomUUID(), StepStatus.PENDING)));
        return new ActiveRun(
                new AdmittedRun(
                        new RunLease(UUID.randomUUID(), 1),
                        Mode.INCREMENTAL,
                        NOON,
                        LocalDate.EPOCH,
                        "operator",
                        false,
                        plan,
                        "<job/>",
                        Optional.empty(),
                        steps,
                        Map.of()),
                clock);
    }

    private void end(Unit unit, UnitControl control, Outcome outcome) {
        run.ended(unit, control, outcome, unit.members().get(0), skipped::putAll);
    }

    @Test
    void a_lane_waits_until_a_parent_has_ended_and_then_takes_the_child() throws Exception {
        UnitControl first = new UnitControl();
        Unit parent = run.next(1, first).orElseThrow();
        CompletableFuture<Optional<Unit>> other = CompletableFuture.supplyAsync(this::nextOfOtherLane);

        end(parent, first, Outcome.SUCCEEDED);

        assertThat(other.get(30, TimeUnit.SECONDS).orElseThrow().name()).isEqualTo("s.b");
    }

    private Optional<Unit> nextOfOtherLane() {
        try {
            return run.next(1, new UnitControl());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void a_failure_skips_what_depends_on_it_and_ends_the_stage() throws Exception {
        UnitControl control = new UnitControl();
        end(run.next(1, control).orElseThrow(), control, Outcome.FAILED);

        assertThat(skipped).containsExactly(Map.entry(run.attempts().of(QualifiedName.parse("s.b")), "s.a failed"));
        assertThat(run.next(1, new UnitControl())).isEmpty();
    }

    @Test
    void a_cancel_reaches_units_under_way_and_lets_nothing_new_start() throws Exception {
        UnitControl control = new UnitControl();
        Unit unit = run.next(1, control).orElseThrow();

        run.cancel();

        assertThat(control.cancelled()).isTrue();
        assertThat(run.next(1, new UnitControl())).isEmpty();
        assertThat(run.stopped()).isEmpty();
        end(unit, control, Outcome.CANCELLED);
        assertThat(skipped).as("the cancel itself has recorded the rest").isEmpty();
    }

    @Test
    void a_unit_that_is_tried_again_is_taken_when_its_wait_is_over_with_its_new_attempt() throws Exception {
        UnitControl control = new UnitControl();
        Unit unit = run.next(1, control).orElseThrow();
        UUID next = UUID.randomUUID();
        run.again(unit, control, List.of(next), Duration.ofHours(1), skipped::putAll);
        assertThat(run.attempts().of(QualifiedName.parse("s.a"))).isEqualTo(next);
        assertThat(run.attempts().failedBefore(unit)).isEqualTo(1);

        clock.set(NOON.plus(Duration.ofHours(1)).minusMillis(1));
        CompletableFuture<Optional<Unit>> lane = CompletableFuture.supplyAsync(this::nextOfOtherLane);
        assertThat(lane).isNotDone();
        clock.set(NOON.plus(Duration.ofHours(1)));

        assertThat(lane.get(30, TimeUnit.SECONDS)).contains(unit);
        assertThat(skipped).isEmpty();
    }

    @Test
    void a_wait_ends_by_itself() throws Exception {
        UnitControl control = new UnitControl();
        Unit unit = run.next(1, control).orElseThrow();
        run.again(unit, control, List.of(UUID.randomUUID()), Duration.ofMillis(50), skipped::putAll);
        CompletableFuture<Optional<Unit>> lane = CompletableFuture.supplyAsync(this::nextOfOtherLane);
        assertThat(lane).isNotDone();

        clock.set(NOON.plusMillis(50));

        assertThat(lane.get(30, TimeUnit.SECONDS)).contains(unit);
    }

    @Test
    void a_cancel_ends_the_wait_for_another_attempt() throws Exception {
        UnitControl control = new UnitControl();
        Unit unit = run.next(1, control).orElseThrow();
        run.again(unit, control, List.of(UUID.randomUUID()), Duration.ofHours(1), skipped::putAll);
        CompletableFuture<Optional<Unit>> lane = CompletableFuture.supplyAsync(this::nextOfOtherLane);

        run.cancel();

        assertThat(lane.get(30, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void a_unit_that_fails_after_the_cancel_is_not_taken_again() throws Exception {
        UnitControl control = new UnitControl();
        Unit unit = run.next(1, control).orElseThrow();
        run.cancel();

        run.again(unit, control, List.of(UUID.randomUUID()), Duration.ZERO, skipped::putAll);

        assertThat(run.next(1, new UnitControl())).isEmpty();
    }

    @Test
    void the_first_reason_of_a_stop_stays() {
        run.stop(Stop.interrupted("first"));
        run.stop(Stop.expired("second"));

        assertThat(run.stopped()).contains(Stop.interrupted("first"));
    }

    @Test
    void a_run_that_somebody_has_cancelled_stays_so_when_its_server_is_stopped_before_it_has_ended() {
        run.cancel();
        run.stop(Stop.interrupted("the server was stopped"));

        assertThat(run.stopped()).isEmpty();
    }

    @Test
    void a_run_is_idle_only_while_no_thread_works_for_it() {
        assertThat(run.idleSince(NOON)).isFalse();
        assertThat(run.idleSince(NOON.plusSeconds(1))).isTrue();

        run.enter();
        assertThat(run.idleSince(NOON.plusSeconds(1))).isFalse();

        clock.set(NOON.plusSeconds(10));
        run.leave();
        assertThat(run.idleSince(NOON.plusSeconds(10))).isFalse();
        assertThat(run.idleSince(NOON.plusSeconds(11))).isTrue();
    }
}
