package dev.silversmith.app;

import dev.silversmith.app.ServerLife.Beat;
import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore.Wanted;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What has to happen every second: show that this server is alive, carry out cancels that came through another server, insist on cancels
 * that are not heeded, admit queued runs, and go on with the runs of servers that are lost.
 */
@ApplicationScoped
public class Supervisor {

    private static final Logger LOG = Logger.getLogger(Supervisor.class.getName());

    private final ServerLife life;
    private final ActiveRuns activeRuns;
    private final RunDispatcher dispatcher;
    private final RecoverRuns recovery;
    private final CloseRun closing;
    private final ExpireApprovals approvals;
    private final EngineSettings settings;
    private final SteadyClock clock;
    private final ServerStop end;
    private volatile Instant lastBeat;
    private volatile Instant takeOverFrom;
    private volatile boolean recovered;

    @Inject
    public Supervisor(
            ServerLife life,
            ActiveRuns activeRuns,
            RunDispatcher dispatcher,
            RecoverRuns recovery,
            CloseRun closing,
            ExpireApprovals approvals,
            EngineSettings settings,
            SteadyClock clock,
            ServerStop end) {
        this.life = life;
        this.activeRuns = activeRuns;
        this.dispatcher = dispatcher;
        this.recovery = recovery;
        this.closing = closing;
        this.approvals = approvals;
        this.settings = settings;
        this.clock = clock;
        this.end = end;
        this.lastBeat = clock.instant();
        this.takeOverFrom = clock.instant();
    }

    Supervisor() {
        this.life = null;
        this.activeRuns = null;
        this.dispatcher = null;
        this.recovery = null;
        this.closing = null;
        this.approvals = null;
        this.settings = null;
        this.clock = null;
        this.end = null;
    }

    /**
     * The heartbeat: a task of its own with nothing else in it, for whoever is late with it loses its runs.
     *
     * @return what is wanted of this server's runs
     */
    public Wanted beat() {
        Instant now = clock.instant();
        if (isLate(now)) {
            // The others get the time of a lease to show that they are alive.
            takeOverFrom = now.plus(settings.lease());
        }
        boolean before = life.superseded();
        Beat beat = life.beat(activeRuns.leases());
        lastBeat = now;
        if (beat.holder().isPresent() && !before) {
            LOG.log(
                    Level.SEVERE,
                    "another server is named {0} by now: this one executes nothing any more. Give each its own"
                            + " SILVERSMITH_SERVER_ID and start this one again",
                    settings.serverId());
        }
        return beat.wanted();
    }

    /** Carries out what the heartbeat has learned, and insists on cancels that are not heeded. */
    public void cancel(Wanted wanted) {
        wanted.cancelling().forEach(activeRuns::cancel);
        wanted.expired().forEach(activeRuns::expire);
        recovery.lose(wanted.lost());
        wanted.lost().forEach(activeRuns::lose);
        activeRuns.insist();
    }

    /** Whether another server has taken this one's name, so that it may execute nothing. */
    public boolean superseded() {
        return life.superseded();
    }

    /** Admits queued runs, and releases those whose jobs have died. */
    public void admit() {
        if (activeRuns.stopping() || life.superseded()) {
            return;
        }
        activeRuns.abandoned().forEach(run -> closing.release(run.lease(), "its batch job has died without a word"));
        dispatcher.dispatch();
    }

    /** Goes on with the runs of servers that are lost; not before this one has shown that it is alive itself. */
    public void recover() {
        Instant now = clock.instant();
        if (!activeRuns.stopping() && !life.superseded() && !isLate(now) && !now.isBefore(takeOverFrom)) {
            recovery.round();
            recovered = true;
        }
    }

    /** Whether this server has looked once for runs that have lost theirs. */
    public boolean recovered() {
        return recovered;
    }

    /** The database was away, maybe, and for other servers as well. */
    private boolean isLate(Instant now) {
        return Duration.between(lastBeat, now).compareTo(settings.lease().dividedBy(2)) > 0;
    }

    /** Ends requests that nobody decided on in time, and approved runs that were not started in time, whichever server has them. */
    public void expire() {
        for (UUID runId : approvals.overdue()) {
            LogScope scope = LogScope.ofRun(runId);
            try (scope) {
                expire(runId);
            }
        }
    }

    /** One that cannot be ended now must not keep the others waiting. */
    private void expire(UUID runId) {
        try {
            approvals.expire(runId);
        } catch (RuntimeException fault) {
            LOG.log(Level.WARNING, "run {0} has expired and will be ended later: {1}", new Object[] {
                runId, OneLine.of(fault)
            });
        }
    }

    /** Stops every run; called again until {@link #isIdle all have ended}. */
    public void stop() {
        end.begin();
        activeRuns.stopAll();
        recovery.stop();
        activeRuns.insist();
    }

    /** Whether no run is executed here. */
    public boolean isIdle() {
        return activeRuns.isEmpty();
    }
}
