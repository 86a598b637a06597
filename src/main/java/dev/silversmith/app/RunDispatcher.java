package dev.silversmith.app;

import dev.silversmith.app.port.JobLauncher;
import dev.silversmith.app.port.RunStore.AdmittedRun;
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

    @Inject
    public RunDispatcher(RunAdmission admission, ActiveRuns activeRuns, JobLauncher jobs, CloseRun closing) {
        this.admission = admission;
        this.activeRuns = activeRuns;
        this.jobs = jobs;
        this.closing = closing;
    }

    RunDispatcher() {
        this(null, null, null, null);
    }

    /** Starts every run that may start now. */
    public void dispatch() {
        while (!activeRuns.stopping()) {
            Optional<AdmittedRun> next = admission.admitNext();
            if (next.isEmpty()) {
                return;
            }
            launch(next.get());
        }
    }

    private void launch(AdmittedRun run) {
        activeRuns.add(run);
        try {
            admission.launched(run.id(), jobs.launch(run.id(), run.jobXml()));
        } catch (RuntimeException fault) {
            LOG.log(
                    Level.SEVERE,
                    "the job of run " + run.id() + " could not be started; the run is closed as failed",
                    fault);
            closing.abandon(run.id(), "the batch runtime could not start the run's job");
        }
    }
}
