package dev.silversmith.core.run;

import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.UnitProgress.State;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayDeque;
import java.util.Collection;
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
 * ended, however it ended. A refresh waits only until what it depends on has ended, and whoever waits for a refresh does not ask how that
 * ended; when all its procedures have ended, it is made, or skipped if their success was wanted. A unit leaves this object's hands when it is taken, and is reported back exactly once.
 *
 * <p>Not thread-safe: lanes that share a run share a lock around it. Each operation costs O(log n) and what it changes.
 */
public final class RunProgress {

    private final Map<String, UnitProgress> units = new LinkedHashMap<>();
    private final Map<Integer, StageProgress> stages = new HashMap<>();
    private final Deque<UnitProgress> freed = new ArrayDeque<>();
    private final boolean stopOnFailure;
    private boolean stopping;
    private int openDimensions;
    private int dimensionsAtLastOffer = Integer.MAX_VALUE;

    private RunProgress(Plan plan, boolean stopOnFailure) {
        this.stopOnFailure = stopOnFailure;
        Map<String, PlannedRefresh> refreshes = new HashMap<>();
        plan.refreshes().forEach((view, refresh) -> refreshes.put(PlannedRefresh.unitName(view), refresh));
        for (Stage stage : plan.stages()) {
            StageProgress progress = new StageProgress();
            stages.put(stage.number(), progress);
            for (Unit unit : stage.units()) {
                add(new UnitProgress(
                        unit, units.size(), progress, plan, Optional.ofNullable(refreshes.get(unit.name()))));
            }
        }
        for (UnitProgress child : units.values()) {
            child.unit.dependsOn().stream().map(units::get).forEach(parent -> {
                parent.children.add(child);
                child.parents.add(parent);
            });
            child.missingParents = child.parents.size();
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
     * @param last what is recorded of the run's attempts
     * @param stopOnFailure whether nothing new starts after a unit that did not succeed
     * @throws IllegalStateException if only some members of a group have succeeded: they share a transaction, so that cannot be, and
     *     running the unit again would repeat what is committed
     */
    public static RunProgress of(Plan plan, LastAttempts last, boolean stopOnFailure) {
        RunProgress run = new RunProgress(plan, stopOnFailure);
        for (UnitProgress progress : run.units.values()) {
            if (progress.succeededIn(last)) {
                run.end(progress, Optional.empty());
            }
        }
        run.freed.clear();
        run.units.values().forEach(run::offerIfReady);
        return run;
    }

    /**
     * Takes over what is recorded of units that have ended without success: they are not run again, and what depends on them is skipped, as
     * far as that was not recorded before whoever executed the run was lost.
     *
     * @param last as at the start
     * @return what is skipped now, in the plan's order
     */
    public List<Skip> endAsRecorded(LastAttempts last) {
        SortedMap<UnitProgress, String> reasons = new TreeMap<>(UnitProgress.PLAN_ORDER);
        for (UnitProgress progress : units.values()) {
            Optional<String> recorded = progress.failureIn(last);
            if (progress.state == State.WAITING && recorded.isPresent()) {
                end(progress, recorded);
                // Members whose end was not recorded with the culprit's.
                reasons.putIfAbsent(progress, recorded.get());
                skipAfter(progress, recorded.get(), reasons);
            }
        }
        offerFreed(reasons);
        offerFactsIfDimensionsEnded();
        return skips(reasons).stream().filter(last::isOpen).toList();
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

    /** Reports how a taken unit ended; a group or a refresh that did not succeed is named as a whole. See the other {@code complete}. */
    public List<Skip> complete(Unit unit, Outcome outcome) {
        return complete(unit, outcome, taken(unit).culprit());
    }

    /**
     * Reports how a taken unit ended. Unless it succeeded, every unit that depends on its success, however indirectly, is skipped; and if
     * the run stops on failure, every other unit that was not taken.
     *
     * @param culprit the member that is to blame if the unit did not succeed
     * @return what is skipped now, in the plan's order
     * @throws IllegalStateException if the unit is not taken at the moment
     */
    public List<Skip> complete(Unit unit, Outcome outcome, QualifiedName culprit) {
        return complete(unit, outcome, culprit.toString());
    }

    private List<Skip> complete(Unit unit, Outcome outcome, String culprit) {
        UnitProgress progress = taken(unit);
        SortedMap<UnitProgress, String> reasons = new TreeMap<>(UnitProgress.PLAN_ORDER);
        if (outcome == Outcome.SUCCEEDED) {
            end(progress, Optional.empty());
        } else {
            String because = culprit + " " + outcome.word();
            end(progress, Optional.of(because));
            skipAfter(progress, because, reasons);
        }
        offerFreed(reasons);
        offerFactsIfDimensionsEnded();
        return skips(reasons);
    }

    /** Offers what has nothing left to wait for; a refresh that is not wanted ends here, and may free others. */
    private void offerFreed(SortedMap<UnitProgress, String> reasons) {
        while (!freed.isEmpty()) {
            UnitProgress next = freed.remove();
            Optional<String> hindrance = next.hindrance();
            if (next.state == State.WAITING && hindrance.isPresent()) {
                end(next, hindrance);
                reasons.put(next, hindrance.get());
            } else {
                offerIfReady(next);
            }
        }
    }

    private static List<Skip> skips(SortedMap<UnitProgress, String> reasons) {
        return reasons.entrySet().stream()
                .flatMap(entry -> entry.getKey().skips(entry.getValue()).stream())
                .toList();
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
        end(progress, Optional.of(Skip.RUN_STOPPED));
        return progress.skips(Skip.RUN_STOPPED);
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

    private void skipAfter(UnitProgress culprit, String because, SortedMap<UnitProgress, String> reasons) {
        Deque<UnitProgress> open = new ArrayDeque<>(List.of(culprit));
        while (!open.isEmpty()) {
            UnitProgress ended = open.remove();
            for (UnitProgress child : ended.children) {
                if (child.state == State.WAITING && !child.isRefresh() && !ended.isRefresh()) {
                    end(child, Optional.of(because));
                    reasons.putIfAbsent(child, because);
                    open.add(child);
                }
            }
        }
        if (stopOnFailure) {
            stopping = true;
            endWaiting(Skip.RUN_STOPPED).forEach(unit -> reasons.putIfAbsent(unit, Skip.RUN_STOPPED));
        }
    }

    /** Takes away every unit that was not taken, and returns the procedures of these units in the plan's order. */
    public List<QualifiedName> cancelPending() {
        return endWaiting(Outcome.CANCELLED.word()).stream()
                .flatMap(progress -> progress.unit.members().stream())
                .toList();
    }

    private List<UnitProgress> endWaiting(String why) {
        List<UnitProgress> waiting = units.values().stream()
                .filter(progress -> progress.state == State.WAITING)
                .toList();
        waiting.forEach(progress -> end(progress, Optional.of(why)));
        return waiting;
    }

    private void end(UnitProgress progress, Optional<String> failure) {
        progress.end(failure);
        progress.stage.open--;
        openDimensions -= progress.holdsDimension ? 1 : 0;
        progress.children.stream()
                .filter(child -> child.missingParents == 0 && child.state == State.WAITING)
                .forEach(freed::add);
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
     * @param lastAttempts the status of the last attempt of each of its procedures and refreshes
     * @param cancelled whether somebody cancelled the run
     */
    public static RunStatus closing(Collection<StepStatus> lastAttempts, boolean cancelled) {
        if (!lastAttempts.isEmpty() && lastAttempts.stream().allMatch(status -> status == StepStatus.SUCCEEDED)) {
            return RunStatus.SUCCEEDED;
        }
        return cancelled ? RunStatus.CANCELLED : RunStatus.FAILED;
    }
}
