package dev.silversmith.app;

import dev.silversmith.core.shared.TimeOrderedId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
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
    private final UUID instanceId;

    @Inject
    public Supervisor(ServerLife life, ActiveRuns activeRuns, RunDispatcher dispatcher, CloseRun closing, Clock clock) {
        this.life = life;
        this.activeRuns = activeRuns;
        this.dispatcher = dispatcher;
        this.closing = closing;
        this.instanceId = TimeOrderedId.at(clock.instant());
    }

    Supervisor() {
        this.life = null;
        this.activeRuns = null;
        this.dispatcher = null;
        this.closing = null;
        this.instanceId = null;
    }

    /** One round; a fault is logged and the next round tries again. */
    public void round() {
        try {
            life.beat(instanceId, activeRuns.ids()).forEach(activeRuns::cancel);
            activeRuns.insist();
            if (!activeRuns.stopping()) {
                closeLostRuns();
                dispatcher.dispatch();
            }
        } catch (RuntimeException fault) {
            LOG.log(Level.WARNING, "the supervisor''s round failed and is tried again: {0}", fault.toString());
        }
    }

    private void closeLostRuns() {
        for (Optional<UUID> lost = life.takeOverLost(); lost.isPresent(); lost = life.takeOverLost()) {
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
