package dev.silversmith.batch;

import dev.silversmith.app.CloseRun;
import dev.silversmith.core.run.RunStatus;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** The last step of every job: ends the run; its exit status is the run's. */
@Named("closingBatchlet")
@Dependent
public class ClosingBatchlet extends AbstractBatchlet {

    @Inject
    private JobContext job;

    @Inject
    private CloseRun closing;

    @Override
    public String process() {
        return RunJobListener.runOf(job)
                .flatMap(closing::close)
                .map(RunStatus::word)
                .orElse("ended_before");
    }
}
