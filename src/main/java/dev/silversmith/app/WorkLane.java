package dev.silversmith.app;

import dev.silversmith.app.port.UnitControl;
import dev.silversmith.core.plan.Unit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;

/** One lane: takes ready units of a stage one after another until the stage has ended. */
@ApplicationScoped
public class WorkLane {

    private final ActiveRuns activeRuns;
    private final ExecuteUnit units;
    private final ExecuteRefresh refreshes;

    @Inject
    public WorkLane(ActiveRuns activeRuns, ExecuteUnit units, ExecuteRefresh refreshes) {
        this.activeRuns = activeRuns;
        this.units = units;
        this.refreshes = refreshes;
    }

    WorkLane() {
        this(null, null, null);
    }

    /**
     * Works until nothing of the stage is left for this lane; at once, if the run is not this server's: a job that the batch runtime's own
     * tools restarted finds nothing to do.
     *
     * @param lane number of the worker in its stage, from 1
     */
    public void work(UUID runId, int stage, int lane) throws InterruptedException {
        Optional<ActiveRun> run = activeRuns.find(runId);
        if (run.isPresent()) {
            run.get().enter();
            LogScope scope = LogScope.ofRun(runId);
            try (scope) {
                work(run.get(), stage, lane);
            } finally {
                run.get().leave();
            }
        }
    }

    private void work(ActiveRun run, int stage, int lane) throws InterruptedException {
        while (true) {
            UnitControl control = new UnitControl();
            Optional<Unit> unit = run.next(stage, control);
            if (unit.isEmpty()) {
                return;
            }
            execute(run, unit.get(), lane, control);
        }
    }

    /** A lane that cannot go on must not leave the others waiting for the end of its unit. */
    private void execute(ActiveRun run, Unit unit, int lane, UnitControl control) throws InterruptedException {
        boolean ended = false;
        try {
            if (unit.type() == Unit.Type.REFRESH) {
                refreshes.execute(run, unit, lane, control);
            } else {
                units.execute(run, unit, lane, control);
            }
            ended = true;
        } finally {
            if (!ended) {
                run.stop(Stop.interrupted("a lane of the run failed; the server's log tells why"));
            }
        }
    }
}
