package dev.silversmith.app;

import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore.AdmittedRun;
import dev.silversmith.app.port.RunStore.StepRef;
import dev.silversmith.app.port.SessionSignals;
import dev.silversmith.app.port.StopSettings;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.SettableClock;
import dev.silversmith.testkit.Signatures;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActiveRunsTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final SettableClock wall = new SettableClock(NOON);
    private final AtomicLong nanos = new AtomicLong(4711);
    private final UUID id = UUID.randomUUID();
    private ServerStop end;
    private ActiveRuns runs;
    private AdmittedRun admitted;

    private static final class NoSignals implements SessionSignals {

        @Override
        public void terminate(UnitControl.Session session) {}

        @Override
        public void terminate(UUID leadStepId, UnitControl.Session session) {}

        @Override
        public boolean gone(UnitControl.Session session) {
            return true;
        }
    }

    @BeforeEach
    void aRun() {
        EngineSettings settings = new EngineSettings(
                "here",
                "1",
                "warehouse",
                8,
                32,
                Duration.ofSeconds(30),
                3,
                Duration.ofSeconds(20),
                100,
                12,
                false,
                9443);
        SteadyClock clock = new SteadyClock(wall, nanos::get);
        end = new ServerStop(clock, new StopSettings(Duration.ofSeconds(60)));
        runs = new ActiveRuns(clock, settings, new NoSignals(), end);
        Catalog catalog = aCatalogOf(aProcedure("s.a"));
        Plan plan = Planner.plan(catalog, aRequest().build(), Signatures.fitting(catalog), Map.of());
        var steps = Map.of(QualifiedName.parse("s.a"), StepRef.of(UUID.randomUUID(), StepStatus.PENDING));
        admitted = new AdmittedRun(
                new RunLease(id, 1),
                Mode.INCREMENTAL,
                NOON,
                LocalDate.EPOCH,
                "operator",
                false,
                plan,
                "<job/>",
                Optional.empty(),
                steps,
                Map.of());
        runs.add(admitted);
    }

    @Test
    void an_execution_that_ends_late_is_not_what_a_resumed_run_is_executed_by() {
        ActiveRun first = runs.find(id).orElseThrow();
        assertThat(runs.has(first)).isTrue();

        runs.remove(admitted.lease());
        assertThat(runs.has(first)).isFalse();
        runs.add(admitted);

        assertThat(runs.has(first)).isFalse();
        assertThat(runs.has(runs.find(id).orElseThrow())).isTrue();
    }

    private ActiveRun run() {
        return runs.find(id).orElseThrow();
    }

    @Test
    void a_wall_clock_that_is_set_back_does_not_prolong_the_wait_for_another_attempt() throws Exception {
        UnitControl control = new UnitControl();
        Unit unit = run().next(1, control).orElseThrow();
        run().again(unit, control, List.of(UUID.randomUUID()), Duration.ofSeconds(5), skips -> {});

        wall.set(NOON.minus(Duration.ofDays(1)));
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(run().next(1, new UnitControl())).contains(unit);
    }

    @Test
    void a_wall_clock_that_is_set_forward_makes_no_run_idle() {
        wall.set(NOON.plus(Duration.ofDays(1)));
        assertThat(runs.abandoned()).isEmpty();

        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(runs.abandoned()).containsExactly(run());
    }

    /** A heartbeat's news is carried out up to a second later, when the run may have ended and be resumed. */
    @Test
    void what_was_wanted_of_a_run_before_it_was_resumed_does_not_end_it_again() {
        RunLease before = new RunLease(id, 0);

        runs.cancel(before);
        runs.expire(before, Duration.ofSeconds(1));
        runs.lose(before);
        assertThat(run().isCancelled()).isFalse();
        assertThat(run().stopped()).isEmpty();

        runs.expire(admitted.lease(), Duration.ofSeconds(1));
        assertThat(run().stopped()).map(Stop::underWay).contains(StepStatus.CANCELLED);
        runs.cancel(admitted.lease());
        assertThat(run().isCancelled()).isTrue();
    }

    @Test
    void failures_and_the_wait_after_them_are_taken_over_with_a_run() throws Exception {
        Catalog catalog = aCatalogOf(aProcedure("s.a"), aProcedure("s.b"));
        Plan plan = Planner.plan(catalog, aRequest().build(), Signatures.fitting(catalog), Map.of());
        var steps = Map.of(
                QualifiedName.parse("s.a"),
                new StepRef(UUID.randomUUID(), StepStatus.PENDING, 2, Duration.ofSeconds(5)),
                QualifiedName.parse("s.b"),
                StepRef.of(UUID.randomUUID(), StepStatus.PENDING));
        ActiveRun run = runs.add(new AdmittedRun(
                new RunLease(id, 2),
                Mode.INCREMENTAL,
                NOON,
                LocalDate.EPOCH,
                "operator",
                false,
                plan,
                "<job/>",
                Optional.empty(),
                steps,
                Map.of()));

        assertThat(run.next(1, new UnitControl()).orElseThrow().name()).isEqualTo("s.b");
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        Unit later = run.next(1, new UnitControl()).orElseThrow();
        assertThat(later.name()).isEqualTo("s.a");
        assertThat(run.attempts().failedBefore(later)).isEqualTo(2);
    }

    @Test
    void a_run_that_another_server_has_taken_over_is_stopped_here() throws Exception {
        UnitControl control = new UnitControl();
        run().next(1, control);

        runs.lose(admitted.lease());

        assertThat(control.cancelled()).isTrue();
        assertThat(run().stopped()).map(Stop::underWay).contains(StepStatus.INTERRUPTED);
        assertThat(run().next(1, new UnitControl())).isEqualTo(Optional.empty());
    }
}
