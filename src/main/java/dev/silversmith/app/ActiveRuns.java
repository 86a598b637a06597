package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore.AdmittedRun;
import dev.silversmith.app.port.SessionSignals;
import dev.silversmith.app.port.UnitControl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The runs that this server executes now. */
@ApplicationScoped
public class ActiveRuns {

    private static final Stop TAKEN_OVER = Stop.interrupted("another server has taken the run over");

    private static final Stop SERVER_STOPPED = Stop.interrupted("the server was stopped while the run was active");

    /** Between two stages the batch runtime takes milliseconds. */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(1);

    /** When the server stops, this tells of it some milliseconds after the batch runtime's first word. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final Map<UUID, ActiveRun> byId = new ConcurrentHashMap<>();
    private final Set<RunLease> recovering = ConcurrentHashMap.newKeySet();
    private final SteadyClock clock;
    private final EngineSettings settings;
    private final SessionSignals signals;
    private final ServerStop end;
    private volatile Instant toldToStop = Instant.EPOCH;

    @Inject
    public ActiveRuns(SteadyClock clock, EngineSettings settings, SessionSignals signals, ServerStop end) {
        this.clock = clock;
        this.settings = settings;
        this.signals = signals;
        this.end = end;
    }

    ActiveRuns() {
        this(null, null, null, null);
    }

    ActiveRun add(AdmittedRun admitted) {
        ActiveRun run = new ActiveRun(admitted, clock);
        byId.put(run.id(), run);
        recovering.remove(run.lease());
        if (end.hasBegun()) {
            stopAll();
        }
        return run;
    }

    /** A run was taken over and is not executed yet: its lease is renewed as those of the others. */
    void recovering(RunLease lease) {
        recovering.add(lease);
    }

    /** A run that was taken over will not be executed here. */
    void notRecovering(RunLease lease) {
        recovering.remove(lease);
    }

    public Optional<ActiveRun> find(UUID runId) {
        return Optional.ofNullable(byId.get(runId));
    }

    private Optional<ActiveRun> find(RunLease lease) {
        return find(lease.runId()).filter(run -> run.lease().equals(lease));
    }

    /** Whether this is what the run is executed by now: one that has ended and was resumed is executed by another. */
    boolean has(ActiveRun run) {
        return byId.get(run.id()) == run;
    }

    void remove(RunLease lease) {
        recovering.remove(lease);
        byId.computeIfPresent(lease.runId(), (id, run) -> run.lease().equals(lease) ? null : run);
    }

    /** Cancels a run if it is executed here: nothing new starts, statements under way are cancelled. */
    void cancel(UUID runId) {
        find(runId).ifPresent(ActiveRun::cancel);
    }

    /** Cancels again what was cancelled and still goes on, and ends the sessions that do not heed it. */
    void insist() {
        Instant now = clock.instant();
        Duration grace = end.grace(settings.cancelGrace());
        for (ActiveRun run : byId.values()) {
            for (UnitControl control : run.unheeding()) {
                control.cancel(now);
                control.endOverdue(now.minus(grace), signals::terminate);
            }
        }
    }

    /** Stops a run because the batch runtime stops its job, if it is executed here. */
    public void stop(UUID runId) {
        toldToStop = clock.instant();
        find(runId).ifPresent(run -> run.stop(SERVER_STOPPED));
    }

    /** Cancels a run if it is executed here under this lease: under a later one it was resumed, and what was wanted before is done. */
    void cancel(RunLease lease) {
        find(lease).ifPresent(ActiveRun::cancel);
    }

    /** Ends a run that takes longer than it may, if it is executed here under this lease. */
    void expire(RunLease lease, Duration timeout) {
        find(lease).ifPresent(run -> run.stop(Stop.expired("the run took longer than its timeout of " + timeout)));
    }

    /** Stops a run that is not this server's any more, if it is executed here; it has ended, or another server has it. */
    void lose(RunLease lease) {
        recovering.remove(lease);
        find(lease).ifPresent(run -> run.stop(TAKEN_OVER));
    }

    /** Stops every run because the server stops: what is under way is rolled back as interrupted. */
    void stopAll() {
        byId.values().forEach(run -> run.stop(SERVER_STOPPED));
    }

    /** Whether nothing is begun: the server stops, or it is a moment too early to say, for the batch runtime stops its jobs first. */
    public boolean stopping() {
        return end.hasBegun() || clock.instant().isBefore(toldToStop.plus(MOMENT));
    }

    /** Leases of the runs that are executed here, or will be. */
    Set<RunLease> leases() {
        Set<RunLease> leases = new HashSet<>(recovering);
        byId.values().forEach(run -> leases.add(run.lease()));
        return leases;
    }

    /** Lanes of all runs together, idle ones included. */
    int lanes() {
        return byId.values().stream()
                .mapToInt(run -> Math.min(run.lanes(), settings.maxLanes()))
                .sum();
    }

    /** Runs for which no thread has worked for a minute. */
    List<ActiveRun> abandoned() {
        Instant then = clock.instant().minus(LONGEST_IDLE);
        return byId.values().stream().filter(run -> run.idleSince(then)).toList();
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }
}
