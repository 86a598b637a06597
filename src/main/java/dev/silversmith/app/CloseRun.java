package dev.silversmith.app;

import dev.silversmith.app.port.OutcomeResolver;
import dev.silversmith.app.port.RunStore.OpenStep;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.StepLog;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Ends a run: its status follows from the last attempt of each procedure and from nothing else. */
@ApplicationScoped
public class CloseRun {

    private final RunEnd end;
    private final ActiveRuns activeRuns;
    private final OutcomeResolver outcomes;
    private final StepLedger ledger;
    private final StepLog log;

    @Inject
    public CloseRun(RunEnd end, ActiveRuns activeRuns, OutcomeResolver outcomes, StepLedger ledger, StepLog log) {
        this.end = end;
        this.activeRuns = activeRuns;
        this.outcomes = outcomes;
        this.ledger = ledger;
        this.log = log;
    }

    CloseRun() {
        this(null, null, null, null, null);
    }

    /**
     * Ends a run of this server whose lanes have all ended.
     *
     * @return the status it ended with; empty if it had ended before, also if it was resumed since
     */
    public Optional<RunStatus> close(ActiveRun run) {
        return activeRuns.has(run) ? finish(run.id(), stopped(run.id())) : Optional.empty();
    }

    /** Ends a run whose job ended in another way than through its closing step; does nothing if it had ended before. */
    public Optional<RunStatus> abandon(ActiveRun run, String error) {
        return activeRuns.has(run) ? abandon(run.id(), error) : Optional.empty();
    }

    /** Ends a run that has no job. */
    public Optional<RunStatus> abandon(UUID runId, String error) {
        return finish(runId, stopped(runId).or(() -> Optional.of(error)));
    }

    private Optional<String> stopped(UUID runId) {
        return activeRuns.find(runId).flatMap(ActiveRun::stopped).map(Stop::why);
    }

    /**
     * First nothing pending is left that a late worker could still claim, then what is running is settled, then the run ends. Whatever
     * fails on the way: the run is not this server's any more, its lease lapses, and it is taken over and closed again.
     */
    private Optional<RunStatus> finish(UUID runId, Optional<String> error) {
        activeRuns.find(runId).ifPresent(ActiveRun::enter);
        try {
            log.flush();
            end.skipPending(runId);
            settleOpenSteps(runId);
            return end.end(runId, error);
        } finally {
            activeRuns.remove(runId);
        }
    }

    /** An attempt that says it is running has a worker that is gone: find out what became of it before saying anything. */
    private void settleOpenSteps(UUID runId) {
        for (OpenStep step : end.openSteps(runId)) {
            if (outcomes.resolve(step.lead(), step.session().orElse(null)) == StepStatus.RUNNING) {
                ledger.interrupted(List.of(step.id()));
            }
        }
    }
}
