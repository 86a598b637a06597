package dev.silversmith.batch;

import dev.silversmith.app.CloseRun;
import dev.silversmith.core.run.RunStatus;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.UUID;

/** The last step of every job: ends the run; its exit status is the run's. */
@Named("closingBatchlet")
@Dependent
public class ClosingBatchlet extends AbstractBatchlet {

    @Inject
    @BatchProperty(name = "runId")
    private String runId;

    @Inject
    private CloseRun closing;

    @Override
    public String process() {
        return closing.close(UUID.fromString(runId)).map(RunStatus::word).orElse("ended_before");
    }
}
