package dev.silversmith.batch;

import dev.silversmith.app.CloseRun;
import dev.silversmith.app.RunDispatcher;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.listener.AbstractJobListener;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.UUID;

/** After the job, however it ended: a run that its closing step did not end is ended, and whoever waits for it may go on. */
@Named("runJobListener")
@Dependent
public class RunJobListener extends AbstractJobListener {

    @Inject
    @BatchProperty(name = "runId")
    private String runId;

    @Inject
    private CloseRun closing;

    @Inject
    private RunDispatcher dispatcher;

    @Override
    public void afterJob() {
        closing.abandon(UUID.fromString(runId), "the batch job ended early; the server's log tells why");
        dispatcher.dispatch();
    }
}
