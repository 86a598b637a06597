package dev.silversmith.app;

import dev.silversmith.app.port.RunStore.AdmittedRun;
import dev.silversmith.app.port.RunStore.StepRef;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.Outcome;
import dev.silversmith.core.run.RunContext;
import dev.silversmith.core.run.RunProgress;
import dev.silversmith.core.run.Skip;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A run while this server executes it: its lanes share the ready queue of each stage, take units and report how they ended.
 *
 * <p>Safe for many threads. A lane that finds nothing ready waits until another one's end makes something ready, or the stage has ended.
 */
public final class ActiveRun {

    private final AdmittedRun run;
    private final RunProgress progress;
    private final Set<UnitControl> underWay = new HashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int workers;
    private Instant idleSince;
    private boolean cancelled;
    private String stopped;

    ActiveRun(AdmittedRun run, Instant now) {
        this.run = run;
        this.idleSince = now;
        this.progress = RunProgress.of(
                run.plan(),
                run.steps().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                        .status())),
                run.stopOnFailure());
    }

    public UUID id() {
        return run.id();
    }

    AdmittedRun run() {
        return run;
    }

    RunContext context() {
        return new RunContext(run.id(), run.mode(), run.startedAt(), run.businessDate(), run.requestedBy());
    }

    UUID stepId(QualifiedName procedure) {
        StepRef step = run.steps().get(procedure);
        if (step == null) {
            throw new IllegalStateException("run %s has no step of %s".formatted(run.id(), procedure));
        }
        return step.id();
    }

    /**
     * Takes the next unit of a stage, waiting for one to become ready.
     *
     * @return empty when the stage has ended for this lane: nothing will become ready any more
     */
    Optional<Unit> next(int stage, UnitControl control) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!cancelled && !progress.stageEnded(stage)) {
                Optional<Unit> unit = progress.takeReady(stage);
                if (unit.isPresent()) {
                    underWay.add(control);
                    return unit;
                }
                changed.await();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reports how a unit ended and wakes the lanes.
     *
     * @param culprit the member that is to blame if it did not succeed
     * @param skips receives the attempts that are skipped because of it, before any unit they held back can be taken
     */
    void ended(
            Unit unit, UnitControl control, Outcome outcome, QualifiedName culprit, Consumer<Map<UUID, String>> skips) {
        lock.lock();
        try {
            underWay.remove(control);
            List<Skip> skipped = progress.complete(unit, outcome, culprit);
            if (!skipped.isEmpty() && !cancelled) {
                Map<UUID, String> reasons = new HashMap<>();
                skipped.forEach(skip -> reasons.put(stepId(skip.procedure()), skip.because()));
                skips.accept(reasons);
            }
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /** A thread of the run's job begins to work for it. */
    void enter() {
        lock.lock();
        try {
            workers++;
        } finally {
            lock.unlock();
        }
    }

    /** That thread has done what it had to do. */
    void leave(Instant now) {
        lock.lock();
        try {
            workers--;
            idleSince = now;
        } finally {
            lock.unlock();
        }
    }

    /** Whether no thread has worked for it since then: its job has died without a word. */
    boolean idleSince(Instant then) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            return workers == 0 && idleSince.isBefore(then);
        } finally {
            lock.unlock();
        }
    }

    /** Starts nothing more and cancels what is under way. */
    void cancel(Instant now) {
        lock.lock();
        try {
            if (!cancelled) {
                cancelled = true;
                progress.cancelPending();
            }
            underWay.forEach(control -> control.cancel(now));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #cancel}, but nobody cancelled it: what is under way counts as interrupted.
     *
     * @param why for the run's record; the first reason stays
     */
    void stop(Instant now, String why) {
        lock.lock();
        try {
            stopped = stopped == null ? why : stopped;
        } finally {
            lock.unlock();
        }
        cancel(now);
    }

    /**
     * Cancels again what was cancelled and goes on; does nothing while a lane is recording an outcome, the next time is soon enough.
     *
     * @return sessions that have not heeded a cancel since the given time
     */
    List<UnitControl.Session> insist(Instant now, Instant cancelledBefore) {
        if (!lock.tryLock()) {
            return List.of();
        }
        try {
            if (cancelled) {
                underWay.forEach(control -> control.cancel(now));
            }
            return underWay.stream()
                    .flatMap(control -> control.overdue(cancelledBefore).stream())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Why it ends early though no person cancelled it; empty if it does not. */
    Optional<String> stopped() {
        lock.lock();
        try {
            return Optional.ofNullable(stopped);
        } finally {
            lock.unlock();
        }
    }

    /** Lanes of its widest stage. */
    int lanes() {
        return run.plan().stages().stream().mapToInt(Stage::lanes).max().orElse(0);
    }
}
