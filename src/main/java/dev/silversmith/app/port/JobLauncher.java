package dev.silversmith.app.port;

import java.util.UUID;

/** The batch runtime. */
public interface JobLauncher {

    /**
     * Ids in the batch repository.
     *
     * @param instance the job instance
     * @param execution its latest execution
     */
    record JobIds(long instance, long execution) {}

    /**
     * Starts a run's job.
     *
     * @param jobXml the generated job
     * @return the execution
     */
    long launch(UUID runId, String jobXml);

    /** The ids of an execution. */
    JobIds ids(long execution);

    /** Lets the batch runtime look after what it left behind at its last end. */
    void touch();
}
