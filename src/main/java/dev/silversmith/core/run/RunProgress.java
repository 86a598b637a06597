package dev.silversmith.core.run;

import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.UnitProgress.State;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of one run in memory: which units may start now, which are under way, what an outcome means for the rest.
 *
 * <p>A unit may start when every unit it depends on has succeeded and, if it holds a fact, every other unit that holds a dimension has
 * ended, however it ended. It leaves this object's hands when it is taken, and is reported back exactly once.
 *
 * <p>Not thread-safe: lanes that share a run share a lock around it. Each operation costs O(log n) and what it changes.
 */
public final class RunProgress {

    private final Map<String, UnitProgress> units = new LinkedHashMap<>();
    private final Map<Integer, StageProgress> stages = new HashMap<>();
    private final boolean stopOnFailure;
    private boolean stopping;
    private int openDimensions;
    private int dimensionsAtLastOffer = Integer.MAX_VALUE;

    private RunProgress(Plan plan, boolean stopOnFailure) {
        this.stopOnFailure = stopOnFailure;
        for (Stage stage : plan.stages()) {
            StageProgress progress = new StageProgress();
            stages.put(stage.number(), progress);
            stage.units().forEach(unit -> add(new UnitProgress(unit, units.size(), progress, plan)));
        }
        for (UnitProgress child : units.values()) {
            child.unit.dependsOn().forEach(parent -> units.get(parent).children.add(child));
            child.missingParents = child.unit.dependsOn().size();
        }
    }

    private void add(UnitProgress progress) {
        units.put(progress.unit.name(), progress);
        progress.stage.open++;
        openDimensions += progress.holdsDimension ? 1 : 0;
    }

    /**
     * Starts or restarts a run: units whose procedures have all succeeded are done, all others are to be run.
     *
     * @param plan the run's plan
     * @param lastAttempts the status of each procedure's last attempt; a procedure without one has not been tried
     * @param stopOnFailure whether nothing new starts after a unit that did not succeed
     * @throws IllegalStateException if only some members of a group have succeeded: they share a transaction, so that cannot be, and
     *     running the unit again would repeat what is committed
     */
    public static RunProgress of(Plan plan, Map<QualifiedName, StepStatus> lastAttempts, boolean stopOnFailure) {
        RunProgress run = new RunProgress(plan, stopOnFailure);
        for (UnitProgress progress : run.units.values()) {
            if (hasSucceeded(progress.unit, lastAttempts)) {
                run.end(progress);
                progress.children.forEach(child -> child.missingParents--);
            }
        }
        run.units.values().forEach(run::offerIfReady);
        return run;
    }

    private static boolean hasSucceeded(Unit unit, Map<QualifiedName, StepStatus> lastAttempts) {
        long succeeded = unit.members().stream()
                .filter(member -> lastAttempts.get(member) == StepStatus.SUCCEEDED)
                .count();
        if (succeeded != 0 && succeeded != unit.members().size()) {
            throw new IllegalStateException("only %d of the %d members of %s have succeeded"
                    .formatted(succeeded, unit.members().size(), unit.name()));
        }
        return succeeded != 0;
    }

    /**
     * Takes over what is recorded of units that have ended without success: they are not run again, and what depends on them is skipped, as
     * far as that was not recorded before whoever executed the run was lost.
     *
     * @param lastAttempts as at the start
     * @return the procedures that are skipped now, in the plan's order
     */
    public List<Skip> endAsRecorded(Map<QualifiedName, StepStatus> lastAttempts) {
        Map<QualifiedName, String> reasons = new LinkedHashMap<>();
        for (UnitProgress progress : units.values()) {
            Optional<QualifiedName> culprit = culprit(progress.unit, lastAttempts);
            if (progress.state == State.WAITING && culprit.isPresent()) {
                end(progress);
                String because =
                        culprit.get() + " " + lastAttempts.get(culprit.get()).word();
                // Members whose end was not recorded with the culprit's.
                progress.unit.members().stream()
                        .filter(member -> lastAttempts.getOrDefault(member, StepStatus.PENDING) == StepStatus.PENDING)
                        .forEach(member -> reasons.put(member, because));
                skipAfter(progress, because).forEach(skip -> reasons.putIfAbsent(skip.procedure(), skip.because()));
            }
        }
        offerFactsIfDimensionsEnded();
        return reasons.entrySet().stream()
                .filter(entry -> lastAttempts.getOrDefault(entry.getKey(), StepStatus.PENDING) == StepStatus.PENDING)
                .map(entry -> new Skip(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The member that is to blame for a unit that has ended without success: one that failed rather than one that went with it. */
    private static Optional<QualifiedName> culprit(Unit unit, Map<QualifiedName, StepStatus> lastAttempts) {
        return unit.members().stream()
                .filter(member -> lastAttempts.containsKey(member))
                .filter(member ->
                        lastAttempts.get(member).isFinal() && lastAttempts.get(member) != StepStatus.SUCCEEDED)
                .min(Comparator.comparing(member -> lastAttempts.get(member) != StepStatus.FAILED));
    }

    /**
     * Takes the most urgent unit of a stage that may start now; empty if there is none at the moment. Ties go to the plan's order.
     *
     * @throws IllegalArgumentException if the plan has no such stage
     */
    public Optional<Unit> takeReady(int stageNumber) {
        Optional<UnitProgress> next = stage(stageNumber).take();
        next.ifPresent(progress -> progress.state = State.TAKEN);
        return next.map(progress -> progress.unit);
    }

    /**
     * Whether no unit of the stage is waiting or taken.
     *
     * @throws IllegalArgumentException if the plan has no such stage
     */
    public boolean stageEnded(int stageNumber) {
        return stage(stageNumber).open == 0;
    }

    private StageProgress stage(int number) {
        StageProgress stage = stages.get(number);
        if (stage == null) {
            throw new IllegalArgumentException("the plan has no stage " + number);
        }
        return stage;
    }

    /** Reports how a taken unit ended; a group that did not succeed is named as a whole. See the other {@code complete}. */
    public List<Skip> complete(Unit unit, Outcome outcome) {
        boolean single = unit.type() == Unit.Type.PROCEDURE;
        return complete(unit, outcome, single ? unit.members().get(0).toString() : unit.name());
    }

    /**
     * Reports how a taken unit ended. Unless it succeeded, every unit that depends on it, however indirectly, is skipped; and if the run
     * stops on failure, every other unit that was not taken.
     *
     * @param culprit the member that is to blame if the unit did not succeed
     * @return the procedures that are skipped now, in the plan's order
     * @throws IllegalStateException if the unit is not taken at the moment
     */
    public List<Skip> complete(Unit unit, Outcome outcome, QualifiedName culprit) {
        return complete(unit, outcome, culprit.toString());
    }

    private List<Skip> complete(Unit unit, Outcome outcome, String culprit) {
        UnitProgress progress = taken(unit);
        end(progress);
        List<Skip> skips = List.of();
        if (outcome == Outcome.SUCCEEDED) {
            for (UnitProgress child : progress.children) {
                child.missingParents--;
                offerIfReady(child);
            }
        } else {
            skips = skipAfter(progress, culprit + " " + outcome.word());
        }
        offerFactsIfDimensionsEnded();
        return skips;
    }

    /**
     * Gives a taken unit back that is to be tried again later: it is not ready before it is {@linkplain #offerAgain offered again}. Until
     * then it waits like any other, and everything that waits for it goes on waiting. A run that stops on failure, and has had one, starts
     * nothing any more, this neither.
     *
     * @return the procedures that are skipped now: the unit's, or none
     * @throws IllegalStateException if the unit is not taken at the moment
     */
    public List<Skip> postpone(Unit unit) {
        UnitProgress progress = taken(unit);
        if (!stopping) {
            progress.state = State.WAITING;
            return List.of();
        }
        end(progress);
        return unit.members().stream()
                .map(procedure -> new Skip(procedure, Skip.RUN_STOPPED))
                .toList();
    }

    /** Makes a postponed unit ready; does nothing if it was taken away meanwhile. */
    public void offerAgain(Unit unit) {
        UnitProgress progress = units.get(unit.name());
        if (progress.state == State.WAITING) {
            progress.stage.offer(progress);
        }
    }

    private UnitProgress taken(Unit unit) {
        UnitProgress progress = units.get(unit.name());
        if (progress == null || progress.state != State.TAKEN) {
            throw new IllegalStateException("%s ended, but it was not under way".formatted(unit.name()));
        }
        return progress;
    }

    private List<Skip> skipAfter(UnitProgress culprit, String because) {
        SortedMap<UnitProgress, String> reasons = new TreeMap<>(UnitProgress.PLAN_ORDER);
        Deque<UnitProgress> open = new ArrayDeque<>(List.of(culprit));
        while (!open.isEmpty()) {
            for (UnitProgress child : open.remove().children) {
                if (child.state == State.WAITING) {
                    end(child);
                    reasons.put(child, because);
                    open.add(child);
                }
            }
        }
        if (stopOnFailure) {
            stopping = true;
            endWaiting().forEach(unit -> reasons.put(unit, Skip.RUN_STOPPED));
        }
        List<Skip> skips = new ArrayList<>();
        reasons.forEach(
                (unit, reason) -> unit.unit.members().forEach(procedure -> skips.add(new Skip(procedure, reason))));
        return skips;
    }

    /** Takes away every unit that was not taken, and returns the procedures of these units in the plan's order. */
    public List<QualifiedName> cancelPending() {
        return endWaiting().stream()
                .flatMap(progress -> progress.unit.members().stream())
                .toList();
    }

    private List<UnitProgress> endWaiting() {
        List<UnitProgress> waiting = units.values().stream()
                .filter(progress -> progress.state == State.WAITING)
                .toList();
        waiting.forEach(this::end);
        return waiting;
    }

    private void end(UnitProgress progress) {
        progress.state = State.ENDED;
        progress.stage.open--;
        openDimensions -= progress.holdsDimension ? 1 : 0;
    }

    /** One dimension may be open still: that of a unit which holds a fact as well and does not wait for itself. */
    private void offerFactsIfDimensionsEnded() {
        if (openDimensions <= 1 && openDimensions < dimensionsAtLastOffer) {
            dimensionsAtLastOffer = openDimensions;
            units.values().stream().filter(progress -> progress.holdsFact).forEach(this::offerIfReady);
        }
    }

    private void offerIfReady(UnitProgress progress) {
        int foreignDimensions = openDimensions - (progress.holdsDimension ? 1 : 0);
        boolean barred = progress.holdsFact && foreignDimensions > 0;
        if (progress.state == State.WAITING && !progress.offered && progress.missingParents == 0 && !barred) {
            progress.offered = true;
            progress.stage.offer(progress);
        }
    }

    /**
     * The status with which a run ends: succeeded only if there was something to do and all of it succeeded, even if a cancel came too
     * late to prevent that; else cancelled if a cancel was asked for; else failed.
     *
     * @param lastAttempts the status of the last attempt of each of its procedures
     * @param cancelled whether somebody cancelled the run
     */
    public static RunStatus closing(Collection<StepStatus> lastAttempts, boolean cancelled) {
        if (!lastAttempts.isEmpty() && lastAttempts.stream().allMatch(status -> status == StepStatus.SUCCEEDED)) {
            return RunStatus.SUCCEEDED;
        }
        return cancelled ? RunStatus.CANCELLED : RunStatus.FAILED;
    }
}
