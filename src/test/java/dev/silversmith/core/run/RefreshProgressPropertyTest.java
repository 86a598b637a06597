package dev.silversmith.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.RefreshSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random executions of random plans with refreshes, whose server may be lost: no view too early, none twice, none forgotten. */
class RefreshProgressPropertyTest {

    private static final int TRIES = 500;

    @Provide
    Arbitrary<RefreshSample> samples() {
        return RefreshSample.any(8);
    }

    private static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What is recorded of one run. */
    private static final class Execution {

        final Plan plan;
        final Random random;
        final boolean stops;
        final Map<String, Unit> units = new HashMap<>();
        final Map<QualifiedName, StepStatus> steps = new HashMap<>();
        final Map<QualifiedName, StepStatus> refreshes = new HashMap<>();
        final Map<QualifiedName, String> because = new HashMap<>();
        int lossesLeft;

        Execution(Plan plan, long seed) {
            this.plan = plan;
            this.random = new Random(seed);
            this.stops = random.nextInt(4) == 0;
            this.lossesLeft = random.nextInt(3);
            plan.units().forEach(unit -> units.put(unit.name(), unit));
            plan.procedures().keySet().forEach(name -> steps.put(name, StepStatus.PENDING));
            plan.refreshes().keySet().forEach(view -> refreshes.put(view, StepStatus.PENDING));
        }

        void run() {
            boolean ended = false;
            while (!ended) {
                try {
                    var last = new LastAttempts(steps, refreshes);
                    RunProgress progress = RunProgress.of(plan, last, stops);
                    progress.endAsRecorded(last).forEach(this::skip);
                    plan.stages().forEach(stage -> run(progress, stage));
                    ended = true;
                } catch (Lost lost) {
                    steps.replaceAll((name, status) -> status == StepStatus.RUNNING ? StepStatus.PENDING : status);
                    refreshes.replaceAll((view, status) -> status == StepStatus.RUNNING ? StepStatus.PENDING : status);
                }
            }
        }

        private void run(RunProgress progress, Stage stage) {
            List<Unit> underWay = new ArrayList<>();
            while (!progress.stageEnded(stage.number())) {
                if (lossesLeft > 0 && random.nextInt(8) == 0) {
                    lossesLeft--;
                    throw new Lost();
                }
                Optional<Unit> next =
                        underWay.size() < stage.lanes() ? progress.takeReady(stage.number()) : Optional.empty();
                assertThat(next.isPresent() || !underWay.isEmpty())
                        .as("somebody can go on")
                        .isTrue();
                if (next.isPresent()) {
                    start(next.get());
                    underWay.add(next.get());
                } else {
                    report(progress, underWay.remove(random.nextInt(underWay.size())));
                }
            }
        }

        private PlannedRefresh refresh(Unit unit) {
            return plan.refreshes().values().stream()
                    .filter(refresh -> PlannedRefresh.unitName(refresh.view()).equals(unit.name()))
                    .findFirst()
                    .orElseThrow();
        }

        private void start(Unit unit) {
            for (String parent : unit.dependsOn()) {
                assertThat(hasEnded(units.get(parent)))
                        .as("%s before %s", parent, unit.name())
                        .isTrue();
            }
            if (unit.type() != Unit.Type.REFRESH) {
                unit.members().forEach(member -> assertThat(steps.put(member, StepStatus.RUNNING))
                        .isEqualTo(StepStatus.PENDING));
                return;
            }
            PlannedRefresh refresh = refresh(unit);
            assertThat(refreshes.put(refresh.view(), StepStatus.RUNNING)).isEqualTo(StepStatus.PENDING);
            if (refresh.trigger() == RefreshLink.Trigger.SUCCESS) {
                assertThat(refresh.links().keySet()).allMatch(name -> steps.get(name) == StepStatus.SUCCEEDED);
            }
        }

        private boolean hasEnded(Unit unit) {
            return unit.type() == Unit.Type.REFRESH
                    ? refreshes.get(refresh(unit).view()).isFinal()
                    : unit.members().stream()
                            .allMatch(member -> steps.get(member).isFinal());
        }

        private void report(RunProgress progress, Unit unit) {
            Outcome outcome = random.nextInt(5) == 0 ? Outcome.FAILED : Outcome.SUCCEEDED;
            StepStatus status = StepStatus.ofWord(outcome.word());
            unit.members().forEach(member -> steps.put(member, status));
            if (unit.type() == Unit.Type.REFRESH) {
                refreshes.put(refresh(unit).view(), status);
            }
            List<Skip> skips = progress.complete(unit, outcome);
            // Whoever is lost may not have recorded all of them.
            boolean recorded = lossesLeft == 0 || random.nextBoolean();
            if (!recorded) {
                lossesLeft--;
                throw new Lost();
            }
            skips.forEach(this::skip);
        }

        private void skip(Skip skip) {
            Map<QualifiedName, StepStatus> all = skip.refresh() ? refreshes : steps;
            assertThat(all.put(skip.what(), StepStatus.SKIPPED)).isEqualTo(StepStatus.PENDING);
            if (skip.refresh()) {
                because.put(skip.what(), skip.because());
            }
        }

        void check() {
            assertThat(steps.values()).allMatch(StepStatus::isFinal);
            assertThat(refreshes.values()).allMatch(StepStatus::isFinal);
            boolean failed = steps.containsValue(StepStatus.FAILED) || refreshes.containsValue(StepStatus.FAILED);
            plan.refreshes().values().forEach(refresh -> {
                boolean made = refreshes.get(refresh.view()) != StepStatus.SKIPPED;
                boolean all =
                        refresh.links().keySet().stream().allMatch(name -> steps.get(name) == StepStatus.SUCCEEDED);
                boolean wanted = refresh.trigger() == RefreshLink.Trigger.ALWAYS || all;
                if (!stops || !failed) {
                    assertThat(made).as("%s", refresh).isEqualTo(wanted);
                }
                if (!made) {
                    assertThat(because.get(refresh.view())).matches(".* failed|run_stopped");
                }
            });
        }
    }

    @Property(tries = TRIES)
    void every_view_is_refreshed_once_when_its_procedures_have_ended_as_it_wants(
            @ForAll("samples") RefreshSample sample, @ForAll long seed) {
        Catalog catalog = sample.catalog();
        Plan plan;
        try {
            plan = Planner.plan(catalog, sample.request(), sample.facts(false));
        } catch (ProblemException noOrder) {
            plan = null;
        }
        Assume.that(plan != null);

        Execution execution = new Execution(plan, seed);
        execution.run();
        execution.check();
    }
}
