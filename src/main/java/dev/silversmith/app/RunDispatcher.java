package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.JobLauncher;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore.AdmittedRun;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Admits queued runs that share no procedure with an active one, oldest first, and starts their jobs on this server.
 *
 * <p>It is asked after each new run, after each end of a run, and every second by the supervisor, which also finds runs that another
 * server left in the queue.
 */
@ApplicationScoped
public class RunDispatcher {

    private static final Logger LOG = Logger.getLogger(RunDispatcher.class.getName());

    private final RunAdmission admission;
    private final ActiveRuns activeRuns;
    private final JobLauncher jobs;
    private final CloseRun closing;
    private final StepLedger ledger;
    private final PlanDrift drifts;
    private final EngineSettings settings;

    @Inject
    public RunDispatcher(
            RunAdmission admission,
            ActiveRuns activeRuns,
            JobLauncher jobs,
            CloseRun closing,
            StepLedger ledger,
            PlanDrift drifts,
            EngineSettings settings) {
        this.admission = admission;
        this.activeRuns = activeRuns;
        this.jobs = jobs;
        this.closing = closing;
        this.ledger = ledger;
        this.drifts = drifts;
        this.settings = settings;
    }

    RunDispatcher() {
        this(null, null, null, null, null, null, null);
    }

    /** Starts every run that may start now, as long as this server has lanes for it. */
    public void dispatch() {
        while (!activeRuns.stopping() && activeRuns.lanes() < settings.maxLanes()) {
            Optional<RunLease> next = admission.admitNext();
            if (next.isEmpty()) {
                return;
            }
            launch(next.get());
        }
    }

    /** An approval is given to one plan, and what it would do now may be something else. */
    private Optional<String> changed(AdmittedRun run) {
        if (run.mode() != Mode.FULL) {
            return Optional.empty();
        }
        PlanDrift.Drift drift = drifts.ofRun(run.id());
        return drift.changed()
                ? Optional.of(
                        "the plan has changed since it was approved, so nothing of it is started: " + drift.words())
                : Optional.empty();
    }

    /** Executes a run that was admitted or taken over, and settled: its job is started, or the run is released or failed. */
    void launch(RunLease lease) {
        LogScope scope = LogScope.ofRun(lease.runId());
        try (scope) {
            launchJob(lease);
        }
    }

    private void launchJob(RunLease lease) {
        long execution;
        try {
            Optional<AdmittedRun> admitted = admission.load(lease);
            if (admitted.isEmpty()) {
                activeRuns.remove(lease);
                return;
            }
            // First of all the lease: to plan again takes its time.
            ActiveRun run = activeRuns.add(admitted.get());
            Optional<String> changed = changed(admitted.get());
            if (changed.isPresent()) {
                closing.fail(lease, changed.get());
                return;
            }
            ledger.skipped(lease, run.skippedBefore());
            execution = jobs.launch(
                    lease.runId(), admitted.get().jobXml(), admitted.get().lastExecution());
        } catch (RuntimeException fault) {
            LOG.log(Level.SEVERE, "the job of run " + lease.runId() + " could not be started", fault);
            closing.release(lease, "its job could not be started");
            return;
        }
        try {
            admission.launched(lease, jobs.ids(execution));
        } catch (RuntimeException fault) {
            LOG.log(
                    Level.WARNING,
                    "run {0} is under way, its ids of the batch runtime are not noted: {1}",
                    new Object[] {lease.runId(), OneLine.of(fault)});
        }
    }
}
