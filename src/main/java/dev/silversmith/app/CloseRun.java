package dev.silversmith.app;

import dev.silversmith.app.port.OutcomeResolver;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore.OpenStep;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.StepLog;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Ends a run: its status follows from the last attempt of each procedure and from nothing else. Or gives it away, if it only ends here. */
@ApplicationScoped
public class CloseRun {

    private static final Logger LOG = Logger.getLogger(CloseRun.class.getName());

    private final RunEnd end;
    private final ServerLife life;
    private final ActiveRuns activeRuns;
    private final OutcomeResolver outcomes;
    private final StepLedger ledger;
    private final StepLog log;

    @Inject
    public CloseRun(
            RunEnd end,
            ServerLife life,
            ActiveRuns activeRuns,
            OutcomeResolver outcomes,
            StepLedger ledger,
            StepLog log) {
        this.end = end;
        this.life = life;
        this.activeRuns = activeRuns;
        this.outcomes = outcomes;
        this.ledger = ledger;
        this.log = log;
    }

    CloseRun() {
        this(null, null, null, null, null, null);
    }

    /**
     * Ends a run of this server whose lanes have all ended, or {@linkplain #release releases} it if it only ended here.
     *
     * @return the status it ended with; empty if it goes on, or had ended before, also if it was resumed since
     */
    public Optional<RunStatus> close(ActiveRun run) {
        if (!activeRuns.has(run)) {
            return Optional.empty();
        }
        if (run.stopped().filter(Stop::goesOn).isPresent()) {
            release(run.lease(), run.stopped().get().why());
            return Optional.empty();
        }
        return finish(run.lease(), run.stopped().map(Stop::why));
    }

    /** After a run's job: if that did not come to its closing step, the run is ended or released as there; one that nobody stopped goes on. */
    public void afterJob(ActiveRun run) {
        if (activeRuns.has(run) && !run.isCancelled()) {
            release(run.lease(), "its batch job ended early");
        } else {
            close(run);
        }
    }

    /** Ends a run that was cancelled and has lost its server. */
    void cancelled(RunLease lease) {
        finish(lease, Optional.empty());
    }

    /** Ends a run that cannot be executed. */
    public Optional<RunStatus> fail(RunLease lease, String error) {
        return finish(lease, Optional.of(error));
    }

    /** Gives up the lease of a run that has not ended: whichever server is alive goes on with it. If that fails, the lease lapses. */
    public void release(RunLease lease, String why) {
        LogScope scope = LogScope.ofRun(lease.runId());
        try (scope) {
            LOG.log(Level.WARNING, "run {0} ends here and is released, to go on: {1}", new Object[] {lease.runId(), why
            });
            log.flush();
            life.release(lease);
        } finally {
            activeRuns.remove(lease);
        }
    }

    /**
     * First nothing pending is left that a late worker could still claim, then what is running is settled, then the run ends. Whatever
     * fails on the way: the run is not this server's any more, its lease lapses, and it is taken over.
     */
    private Optional<RunStatus> finish(RunLease lease, Optional<String> error) {
        activeRuns.find(lease.runId()).ifPresent(ActiveRun::enter);
        LogScope scope = LogScope.ofRun(lease.runId());
        try (scope) {
            log.flush();
            end.skipPending(lease);
            settleOpenSteps(lease, error);
            Optional<RunStatus> status = end.end(lease, error);
            status.ifPresent(
                    ended -> LOG.log(Level.INFO, "run {0} has ended: {1}", new Object[] {lease.runId(), ended.word()}));
            return status;
        } finally {
            activeRuns.remove(lease);
        }
    }

    /** An attempt that says it is running has a worker that is gone: find out what became of it before saying anything. */
    private void settleOpenSteps(RunLease lease, Optional<String> error) {
        for (OpenStep step : end.openSteps(lease)) {
            if (outcomes.resolve(step.lead(), step.session().orElse(null)) == StepStatus.RUNNING) {
                ledger.lost(lease, step.id(), error.orElse("its worker is gone"));
            }
        }
    }
}
