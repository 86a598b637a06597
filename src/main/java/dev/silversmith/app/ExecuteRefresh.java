package dev.silversmith.app;

import dev.silversmith.app.port.RefreshCall;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitExecutor;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.Outcome;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Executes one refresh of a run and records how it ended; it is not tried again by itself, a resume does that. */
@ApplicationScoped
public class ExecuteRefresh {

    private static final Logger LOG = Logger.getLogger(ExecuteRefresh.class.getName());

    private final UnitExecutor executor;
    private final StepLedger ledger;
    private final InLane inLane;

    @Inject
    public ExecuteRefresh(UnitExecutor executor, StepLedger ledger, InLane inLane) {
        this.executor = executor;
        this.ledger = ledger;
        this.inLane = inLane;
    }

    ExecuteRefresh() {
        this(null, null, null);
    }

    void execute(ActiveRun run, Unit unit, int lane, UnitControl control) throws InterruptedException {
        PlannedRefresh refresh = run.run().plan().refresh(unit);
        UUID attempt = run.attempts().ofRefresh(refresh.view());
        var call = new RefreshCall(run.lease(), attempt, refresh, lane, control);
        LogScope scope = LogScope.ofStep(attempt, unit.name());
        try (scope) {
            UnitResult result = inLane.execute(unit.name(), control, () -> executor.execute(call));
            logFailure(call, result);
            run.ended(unit, control, record(run, call, result), skips -> ledger.skipped(run.lease(), skips));
        }
    }

    /** The words of the failure are the attempt's: they may quote the warehouse's data. */
    private static void logFailure(RefreshCall call, UnitResult result) {
        if (result instanceof UnitResult.Failed failed) {
            LOG.log(Level.WARNING, "{0} has failed, SQLSTATE {1}; its attempt tells why", new Object[] {
                OneLine.of(call.unit()), failed.error().sqlState().orElse("none")
            });
        }
    }

    private Outcome record(ActiveRun run, RefreshCall call, UnitResult result) {
        if (result instanceof UnitResult.Succeeded) {
            return Outcome.SUCCEEDED;
        }
        if (result instanceof UnitResult.Failed failed) {
            ledger.refreshFailed(call.lease(), call.id(), failed.error());
            return Outcome.FAILED;
        }
        if (result instanceof UnitResult.GivenUp || result instanceof UnitResult.NotClaimed) {
            // Cancelled a moment ago, or taken over: whoever did that has recorded it, or will.
            LOG.log(Level.INFO, "{0} is not ended here", OneLine.of(call.unit()));
            return Outcome.INTERRUPTED;
        }
        List<UUID> attempts = List.of(call.id());
        Optional<Stop> stop = run.stopped().filter(Stop::goesOn);
        if (stop.isPresent()) {
            ledger.interrupted(call.lease(), attempts, 0, stop.get().why());
            return Outcome.INTERRUPTED;
        }
        ledger.cancelled(call.lease(), attempts, 0);
        return Outcome.CANCELLED;
    }
}
