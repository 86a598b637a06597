package dev.silversmith.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.PlanSample;
import dev.silversmith.testkit.Signatures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Random executions: lanes take and report in any order, units fail at random, and nothing is forgotten or too early. */
class RunProgressPropertyTest {

    private static final int TRIES = 500;

    @Provide
    Arbitrary<PlanSample> valid() {
        return PlanSample.valid(10);
    }

    private static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What happened to one run so far. */
    private static final class Execution {

        final Plan plan;
        final Random random;
        final int failuresInTen;
        final Map<QualifiedName, StepStatus> last = new HashMap<>();
        final Map<QualifiedName, String> because = new HashMap<>();
        final Set<String> started = new HashSet<>();
        final List<Unit> postponed = new ArrayList<>();
        int retriesLeft;
        int lossesLeft;
        List<Skip> lastSkips = List.of();
        boolean stops;
        boolean failed;
        boolean cancelled;

        Execution(Plan plan, long seed, int failuresInTen) {
            this.plan = plan;
            this.random = new Random(seed);
            this.failuresInTen = failuresInTen;
            this.retriesLeft = random.nextInt(20);
        }

        void run(boolean stopOnFailure, int cancelAfter) {
            stops = stopOnFailure;
            RunProgress progress = RunProgress.of(plan, LastAttempts.of(last), stopOnFailure);
            plan.units().stream()
                    .filter(unit -> !has(unit, StepStatus.SUCCEEDED))
                    .forEach(unit -> unit.members().forEach(member -> last.put(member, StepStatus.PENDING)));
            for (Stage stage : plan.stages()) {
                run(progress, stage, cancelAfter);
                assertThat(progress.takeReady(stage.number())).isEmpty();
            }
        }

        /** Each time the server is lost, another one goes on from what is recorded. */
        void runAndLose(boolean stopOnFailure, int losses) {
            stops = stopOnFailure;
            lossesLeft = losses;
            plan.units().forEach(unit -> unit.members().forEach(member -> last.put(member, StepStatus.PENDING)));
            while (!executed()) {
                lose();
            }
        }

        private boolean executed() {
            RunProgress progress = RunProgress.of(plan, LastAttempts.of(last), stops);
            progress.endAsRecorded(LastAttempts.of(last)).forEach(this::skip);
            try {
                plan.stages().forEach(stage -> run(progress, stage, Integer.MAX_VALUE));
                return true;
            } catch (Lost lost) {
                return false;
            }
        }

        /** What was under way is to be done again; of the units that were skipped last, some had not been recorded yet. */
        private void lose() {
            plan.units().stream().filter(unit -> has(unit, StepStatus.RUNNING)).forEach(unit -> {
                started.remove(unit.name());
                unit.members().forEach(member -> last.put(member, StepStatus.PENDING));
            });
            postponed.clear();
            for (Skip skip : lastSkips) {
                if (random.nextBoolean()) {
                    last.put(skip.what(), StepStatus.PENDING);
                    because.remove(skip.what());
                }
            }
        }

        private void skip(Skip skip) {
            end(skip.what(), StepStatus.SKIPPED);
            because.put(skip.what(), skip.because());
        }

        private void run(RunProgress progress, Stage stage, int cancelAfter) {
            List<Unit> underWay = new ArrayList<>();
            while (!progress.stageEnded(stage.number())) {
                if (lossesLeft > 0 && random.nextInt(6) == 0) {
                    lossesLeft--;
                    throw new Lost();
                }
                cancelled |= started.size() >= cancelAfter;
                if (cancelled) {
                    progress.cancelPending().forEach(procedure -> end(procedure, StepStatus.CANCELLED));
                }
                if (!postponed.isEmpty() && (underWay.isEmpty() || random.nextInt(4) == 0)) {
                    progress.offerAgain(postponed.remove(random.nextInt(postponed.size())));
                }
                Optional<Unit> next = underWay.size() < stage.lanes() && (underWay.isEmpty() || random.nextBoolean())
                        ? progress.takeReady(stage.number())
                        : Optional.empty();
                assertThat(next.isPresent() || !underWay.isEmpty() || progress.stageEnded(stage.number()))
                        .as("somebody can go on")
                        .isTrue();
                if (next.isPresent()) {
                    start(stage, next.get());
                    underWay.add(next.get());
                } else if (!underWay.isEmpty()) {
                    report(progress, underWay.remove(random.nextInt(underWay.size())));
                }
            }
            assertThat(underWay).isEmpty();
        }

        private void start(Stage stage, Unit unit) {
            assertThat(started.add(unit.name()))
                    .as("%s starts once", unit.name())
                    .isTrue();
            assertThat(stage.units()).contains(unit);
            assertThat(stops && failed).isFalse();
            for (QualifiedName member : unit.members()) {
                assertThat(last.put(member, StepStatus.RUNNING)).isEqualTo(StepStatus.PENDING);
                for (QualifiedName parent : plan.procedures().get(member).parents()) {
                    assertThat(last.get(parent))
                            .as("%s, parent of %s", parent, member)
                            .isIn(
                                    unit.members().contains(parent)
                                            ? StepStatus.values()
                                            : new Object[] {StepStatus.SUCCEEDED});
                }
                if (plan.procedures().get(member).kind() == Kind.FACT) {
                    assertThat(openDimensionsOutside(unit)).isEmpty();
                }
            }
        }

        private List<QualifiedName> openDimensionsOutside(Unit unit) {
            return plan.procedures().values().stream()
                    .filter(procedure -> procedure.kind() == Kind.DIMENSION)
                    .map(procedure -> procedure.name())
                    .filter(name -> !unit.members().contains(name))
                    .filter(name -> !last.get(name).isFinal())
                    .toList();
        }

        private void report(RunProgress progress, Unit unit) {
            if (retriesLeft > 0 && random.nextInt(3) == 0) {
                retry(progress, unit);
                return;
            }
            Outcome outcome = random.nextInt(10) < failuresInTen
                    ? List.of(Outcome.FAILED, Outcome.INTERRUPTED).get(random.nextInt(2))
                    : Outcome.SUCCEEDED;
            failed |= outcome != Outcome.SUCCEEDED;
            QualifiedName culprit =
                    unit.members().get(random.nextInt(unit.members().size()));
            unit.members().forEach(member -> end(member, StepStatus.ofWord(outcome.word())));
            lastSkips = progress.complete(unit, outcome, culprit);
            lastSkips.forEach(this::skip);
        }

        /** A transient failure: each member has another attempt, which is pending. */
        private void retry(RunProgress progress, Unit unit) {
            retriesLeft--;
            started.remove(unit.name());
            unit.members().forEach(member -> last.put(member, StepStatus.PENDING));
            List<Skip> skips = progress.postpone(unit);
            skips.forEach(skip -> {
                end(skip.what(), StepStatus.SKIPPED);
                because.put(skip.what(), skip.because());
            });
            if (skips.isEmpty()) {
                postponed.add(unit);
            }
        }

        private void end(QualifiedName procedure, StepStatus status) {
            StepStatus before = last.put(procedure, status);
            assertThat(before.mayBecome(status))
                    .as("%s: %s → %s", procedure, before, status)
                    .isTrue();
        }

        boolean has(Unit unit, StepStatus status) {
            return unit.members().stream().allMatch(member -> last.get(member) == status);
        }

        /** By definition: it depends on a unit that did not succeed, or on one that was skipped for that. */
        boolean followsFailure(Unit unit) {
            return plan.units().stream()
                    .filter(parent -> unit.dependsOn().contains(parent.name()))
                    .anyMatch(parent -> has(parent, StepStatus.FAILED)
                            || has(parent, StepStatus.INTERRUPTED)
                            || followsFailure(parent));
        }
    }

    private static Plan plan(PlanSample sample) {
        Catalog catalog = sample.catalog();
        try {
            return Planner.plan(catalog, sample.request(), Signatures.fitting(catalog), sample.expected());
        } catch (ProblemException impossibleGrouping) {
            Assume.that(false);
            throw impossibleGrouping;
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void exactly_the_descendants_of_failures_are_skipped(
            @ForAll("valid") PlanSample sample, @ForAll long seed, @ForAll @IntRange(max = 6) int failuresInTen) {
        Execution execution = new Execution(plan(sample), seed, failuresInTen);

        execution.run(false, Integer.MAX_VALUE);

        for (Unit unit : execution.plan.units()) {
            assertThat(execution.has(unit, StepStatus.SKIPPED)).isEqualTo(execution.followsFailure(unit));
            assertThat(unit.members())
                    .allMatch(member -> execution.last.get(member).isFinal());
        }
        execution.because.values().forEach(because -> assertThat(
                        execution.last.get(QualifiedName.parse(because.substring(0, because.indexOf(' ')))))
                .as(because)
                .isEqualTo(StepStatus.ofWord(because.substring(because.indexOf(' ') + 1))));
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void after_a_failure_a_run_that_stops_starts_nothing(
            @ForAll("valid") PlanSample sample, @ForAll long seed, @ForAll @IntRange(max = 6) int failuresInTen) {
        Execution execution = new Execution(plan(sample), seed, failuresInTen);

        execution.run(true, Integer.MAX_VALUE);

        assertThat(execution.last.values()).allMatch(StepStatus::isFinal);
        for (Unit unit : execution.plan.units()) {
            boolean becauseOfParent = unit.members().stream()
                    .map(member -> execution.because.getOrDefault(member, Skip.RUN_STOPPED))
                    .noneMatch(Skip.RUN_STOPPED::equals);
            assertThat(becauseOfParent && !execution.followsFailure(unit)).isFalse();
            assertThat(execution.has(unit, StepStatus.SKIPPED)).isEqualTo(!execution.started.contains(unit.name()));
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void a_cancelled_run_ends_and_can_be_resumed_until_everything_has_succeeded_once(
            @ForAll("valid") PlanSample sample, @ForAll long seed, @ForAll @IntRange(max = 8) int cancelAfter) {
        Execution execution = new Execution(plan(sample), seed, 3);

        execution.run(false, cancelAfter);
        assertThat(execution.last.values()).allMatch(StepStatus::isFinal);
        Set<String> succeeded = new HashSet<>();
        execution.plan.units().stream()
                .filter(unit -> execution.has(unit, StepStatus.SUCCEEDED))
                .forEach(unit -> succeeded.add(unit.name()));

        Execution resumed = new Execution(execution.plan, seed, 0);
        resumed.last.putAll(execution.last);
        resumed.run(false, Integer.MAX_VALUE);

        assertThat(resumed.started).noneMatch(succeeded::contains);
        assertThat(RunProgress.closing(resumed.last.values(), true)).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void a_run_that_loses_its_server_again_and_again_ends_as_if_it_had_not(
            @ForAll("valid") PlanSample sample,
            @ForAll long seed,
            @ForAll @IntRange(max = 6) int failuresInTen,
            @ForAll boolean stopOnFailure) {
        Execution execution = new Execution(plan(sample), seed, failuresInTen);

        execution.runAndLose(stopOnFailure, 5);

        assertThat(execution.last.values()).allMatch(StepStatus::isFinal);
        for (Unit unit : execution.plan.units()) {
            boolean skipped = execution.has(unit, StepStatus.SKIPPED);
            assertThat(skipped).isEqualTo(!execution.started.contains(unit.name()));
            if (!stopOnFailure) {
                assertThat(skipped).isEqualTo(execution.followsFailure(unit));
            }
        }
    }
}
