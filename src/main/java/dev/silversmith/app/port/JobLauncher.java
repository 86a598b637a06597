package dev.silversmith.app.port;

import java.util.Optional;
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
     * Starts a run's job; of a resumed run the same one again, if the batch repository still has it and can restart it.
     *
     * @param jobXml the generated job
     * @param before the run's last execution; empty for its first
     * @return the execution
     */
    long launch(UUID runId, String jobXml, Optional<Long> before);

    /** The ids of an execution. */
    JobIds ids(long execution);

    /** Lets the batch runtime look after what it left behind at its last end. */
    void touch();
}
