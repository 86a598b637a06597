package dev.silversmith.batch;

import dev.silversmith.app.CancelRun;
import dev.silversmith.app.WorkLane;
import dev.silversmith.core.shared.ProblemException;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.Batchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One lane of a stage. A stop by the batch runtime's own tools cancels the run. */
@Named("laneBatchlet")
@Dependent
public class LaneBatchlet implements Batchlet {

    private static final Logger LOG = Logger.getLogger(LaneBatchlet.class.getName());

    @Inject
    @BatchProperty(name = "runId")
    private String runId;

    @Inject
    @BatchProperty(name = "stage")
    private String stage;

    @Inject
    @BatchProperty(name = "lane")
    private String lane;

    @Inject
    private WorkLane work;

    @Inject
    private CancelRun cancel;

    @Override
    public String process() throws Exception {
        work.work(UUID.fromString(runId), Integer.parseInt(stage), Integer.parseInt(lane));
        return "ended";
    }

    @Override
    public void stop() {
        try {
            cancel.cancel(UUID.fromString(runId), "batch runtime");
        } catch (ProblemException alreadyEnded) {
            LOG.log(Level.FINE, "nothing to stop", alreadyEnded);
        }
    }
}
