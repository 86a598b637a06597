package dev.silversmith.batch;

import dev.silversmith.app.ActiveRun;
import dev.silversmith.app.ActiveRuns;
import dev.silversmith.app.CloseRun;
import dev.silversmith.app.RunDispatcher;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.listener.AbstractJobListener;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import java.util.UUID;

/**
 * After the job, however it ended: a run that its closing step did not end is ended or released, and whoever waits for it may go on.
 *
 * <p>A job knows from its beginning what it executes: when it ends late, its run may have been resumed by another one. A job that nobody here
 * has launched finds nothing to execute or to end.
 */
@Named("runJobListener")
@Dependent
public class RunJobListener extends AbstractJobListener {

    @Inject
    @BatchProperty(name = "runId")
    private String runId;

    @Inject
    private JobContext job;

    @Inject
    private ActiveRuns activeRuns;

    @Inject
    private CloseRun closing;

    @Inject
    private RunDispatcher dispatcher;

    @Override
    public void beforeJob() {
        activeRuns.find(UUID.fromString(runId)).ifPresent(job::setTransientUserData);
    }

    @Override
    public void afterJob() {
        runOf(job).ifPresent(closing::afterJob);
        dispatcher.dispatch();
    }

    /** What a job executes. */
    static Optional<ActiveRun> runOf(JobContext job) {
        return Optional.ofNullable((ActiveRun) job.getTransientUserData());
    }
}
