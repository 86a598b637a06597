package dev.silversmith.app;

import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore.AdmittedRun;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.Outcome;
import dev.silversmith.core.run.RunContext;
import dev.silversmith.core.run.RunProgress;
import dev.silversmith.core.run.Skip;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A run while this server executes it: its lanes share the ready queue of each stage, take units and report how they ended.
 *
 * <p>Safe for many threads. A lane that finds nothing ready waits until another one's end makes something ready, or the stage has ended.
 */
public final class ActiveRun {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final AdmittedRun run;
    private final Clock clock;
    private final RunProgress progress;
    private final Attempts attempts;
    private final Postponed postponed = new Postponed();
    private final Map<UUID, String> skippedBefore = new HashMap<>();
    private final Set<UnitControl> underWay = new HashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Instant began;
    private int workers;
    private Instant idleSince;
    private boolean cancelled;
    private Stop stopped;

    ActiveRun(AdmittedRun run, Clock clock) {
        this.run = run;
        this.clock = clock;
        this.began = clock.instant();
        this.idleSince = began;
        this.attempts = new Attempts(run.plan(), run.steps(), run.refreshes());
        this.progress = RunProgress.of(run.plan(), run.last(), run.stopOnFailure());
        progress.endAsRecorded(run.last()).forEach(skip -> skippedBefore.put(attempts.of(skip), skip.because()));
    }

    RunLease lease() {
        return run.lease();
    }

    /** Attempts that are skipped because of what had happened before the run was taken over, with the reason. */
    Map<UUID, String> skippedBefore() {
        return Map.copyOf(skippedBefore);
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

    Attempts attempts() {
        return attempts;
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
                postponed.takeDue(clock.instant()).forEach(progress::offerAgain);
                Optional<Unit> unit = progress.takeReady(stage);
                if (unit.isEmpty()) {
                    changed.awaitNanos(nanosToWait());
                } else if (!postponedBefore(unit.get())) {
                    underWay.add(control);
                    return unit;
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever had the run before may have wanted to try a unit later. */
    private boolean postponedBefore(Unit unit) {
        Instant due = unit.members().stream()
                .map(member -> run.steps().get(member))
                .filter(Objects::nonNull)
                .map(step -> began.plus(step.delay()))
                .max(Comparator.naturalOrder())
                .orElse(began);
        if (!due.isAfter(clock.instant())) {
            return false;
        }
        progress.postpone(unit);
        postponed.add(unit, due);
        return true;
    }

    /** Until a postponed unit is due; a lane is woken before by whatever another one reports. */
    private long nanosToWait() {
        Duration wait = postponed
                .nextDue()
                .map(due -> Duration.between(clock.instant(), due))
                .orElse(LONGEST_WAIT);
        // Never for nothing: the clock may tell a moment before the time that the wait is over.
        return Math.max(SHORTEST_WAIT.toNanos(), wait.toNanos());
    }

    /**
     * Reports that a unit has failed and is tried again.
     *
     * @param steps its new attempts, in the order of its members
     * @param wait until it may be taken again
     * @param skips receives these attempts if nothing is started any more
     */
    void again(Unit unit, UnitControl control, List<UUID> steps, Duration wait, Consumer<Map<UUID, String>> skips) {
        lock.lock();
        try {
            underWay.remove(control);
            attempts.next(unit, steps);
            skip(progress.postpone(unit), skips);
            postponed.add(unit, clock.instant().plus(wait));
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /**
     * Reports how a unit of procedures ended and wakes the lanes.
     *
     * @param culprit the member that is to blame if it did not succeed
     * @param skips receives the attempts that are skipped because of it, before any unit they held back can be taken
     */
    void ended(
            Unit unit, UnitControl control, Outcome outcome, QualifiedName culprit, Consumer<Map<UUID, String>> skips) {
        ended(control, skips, () -> progress.complete(unit, outcome, culprit));
    }

    /** As the other one, of a refresh. */
    void ended(Unit unit, UnitControl control, Outcome outcome, Consumer<Map<UUID, String>> skips) {
        ended(control, skips, () -> progress.complete(unit, outcome));
    }

    private void ended(UnitControl control, Consumer<Map<UUID, String>> skips, Supplier<List<Skip>> completion) {
        lock.lock();
        try {
            underWay.remove(control);
            skip(completion.get(), skips);
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    private void skip(List<Skip> skipped, Consumer<Map<UUID, String>> skips) {
        if (!skipped.isEmpty() && !cancelled) {
            Map<UUID, String> reasons = new HashMap<>();
            skipped.forEach(skip -> reasons.put(attempts.of(skip), skip.because()));
            skips.accept(reasons);
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
    void leave() {
        lock.lock();
        try {
            workers--;
            idleSince = clock.instant();
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
    void cancel() {
        List<UnitControl> toCancel;
        lock.lock();
        try {
            if (!cancelled) {
                cancelled = true;
                progress.cancelPending();
            }
            toCancel = List.copyOf(underWay);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        // Outside of the lock, for it takes a connection each: no unit can be taken any more.
        toCancel.forEach(control -> control.cancel(clock.instant()));
    }

    /** As {@link #cancel}, but nobody cancelled it; if somebody did, or it was stopped before, that reason stays. */
    void stop(Stop why) {
        lock.lock();
        try {
            stopped = stopped == null && !cancelled ? why : stopped;
        } finally {
            lock.unlock();
        }
        cancel();
    }

    /** Units to be cancelled again, because they were and go on; none while a lane is recording an outcome: the next time is soon enough. */
    List<UnitControl> unheeding() {
        if (!lock.tryLock()) {
            return List.of();
        }
        try {
            return cancelled ? List.copyOf(underWay) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it starts nothing any more, whoever wanted that. */
    boolean isCancelled() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    /** Why it ends early though no person cancelled it; empty if it does not. */
    Optional<Stop> stopped() {
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
