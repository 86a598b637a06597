package dev.silversmith.batch;

import dev.silversmith.app.ActiveRuns;
import dev.silversmith.app.WorkLane;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.Batchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.UUID;

/** One lane of a stage. A stop by the batch runtime interrupts the run, which goes on in another job. */
@Named("laneBatchlet")
@Dependent
public class LaneBatchlet implements Batchlet {

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
    private ActiveRuns activeRuns;

    @Override
    public String process() throws Exception {
        work.work(UUID.fromString(runId), Integer.parseInt(stage), Integer.parseInt(lane));
        return "ended";
    }

    /** The batch runtime stops its jobs when the server stops, before anything else of it goes away. */
    @Override
    public void stop() {
        activeRuns.stop(UUID.fromString(runId));
    }
}
