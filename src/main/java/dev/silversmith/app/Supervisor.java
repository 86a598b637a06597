package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore.Wanted;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.core.shared.TimeOrderedId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What has to happen every second: show that this server is alive, carry out cancels that came through another server, insist on cancels
 * that are not heeded, admit queued runs, and end the runs of servers that are lost.
 */
@ApplicationScoped
public class Supervisor {

    private static final Logger LOG = Logger.getLogger(Supervisor.class.getName());

    private final ServerLife life;
    private final ActiveRuns activeRuns;
    private final RunDispatcher dispatcher;
    private final CloseRun closing;
    private final ExpireApprovals approvals;
    private final EngineSettings settings;
    private final SteadyClock clock;
    private final UUID instanceId;
    private volatile Instant lastBeat;
    private volatile Instant takeOverFrom;

    @Inject
    public Supervisor(
            ServerLife life,
            ActiveRuns activeRuns,
            RunDispatcher dispatcher,
            CloseRun closing,
            ExpireApprovals approvals,
            EngineSettings settings,
            SteadyClock clock) {
        this.life = life;
        this.activeRuns = activeRuns;
        this.dispatcher = dispatcher;
        this.closing = closing;
        this.approvals = approvals;
        this.settings = settings;
        this.clock = clock;
        this.lastBeat = clock.instant();
        this.takeOverFrom = clock.instant();
        this.instanceId = TimeOrderedId.at(clock.instant());
    }

    Supervisor() {
        this.life = null;
        this.activeRuns = null;
        this.dispatcher = null;
        this.closing = null;
        this.approvals = null;
        this.settings = null;
        this.clock = null;
        this.instanceId = null;
    }

    /**
     * The heartbeat: a task of its own with nothing else in it, for whoever is late with it loses its runs.
     *
     * @return what is wanted of this server's runs
     */
    public Wanted beat() {
        Instant now = clock.instant();
        if (Duration.between(lastBeat, now).compareTo(settings.lease().dividedBy(2)) > 0) {
            // The database was away, for other servers as well: they get the time of a lease to show that they are
            // alive.
            takeOverFrom = now.plus(settings.lease());
        }
        Wanted wanted = life.beat(instanceId, activeRuns.ids());
        lastBeat = now;
        return wanted;
    }

    /** Carries out what the heartbeat has learned, and insists on cancels that are not heeded. */
    public void cancel(Wanted wanted) {
        wanted.cancelling().forEach(activeRuns::cancel);
        wanted.expired().forEach(activeRuns::expire);
        wanted.lost().forEach(activeRuns::lose);
        activeRuns.insist();
    }

    /** Ends runs of servers that are lost, and admits queued ones. */
    public void admit() {
        if (activeRuns.stopping()) {
            return;
        }
        if (!clock.instant().isBefore(takeOverFrom)) {
            closeLostRuns();
        }
        closeAbandonedRuns();
        dispatcher.dispatch();
    }

    /** Ends requests that nobody decided on in time, and approved runs that were not started in time, whichever server has them. */
    public void expire() {
        approvals.overdue().forEach(this::expire);
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

    private void closeAbandonedRuns() {
        for (UUID abandoned : activeRuns.abandoned()) {
            LOG.log(Level.WARNING, "the batch job of run {0} has died; the run is closed", abandoned);
            closing.abandon(abandoned, "the run's batch job was lost; the server's log tells why");
        }
    }

    private void closeLostRuns() {
        for (Optional<UUID> lost = life.takeOverLost(activeRuns.ids());
                lost.isPresent();
                lost = life.takeOverLost(activeRuns.ids())) {
            LOG.log(Level.WARNING, "run {0} has lost its server; it is closed", lost.get());
            closing.abandon(lost.get(), "the server that executed the run was lost");
        }
    }

    /** Stops every run; answers whether all of them have ended. */
    public boolean stop() {
        activeRuns.stopAll();
        activeRuns.insist();
        return activeRuns.isEmpty();
    }
}
