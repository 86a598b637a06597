package dev.silversmith.app.port;

import java.util.UUID;

/** What is left of a run that has lost its server. Every method works in the caller's transaction. */
public interface RecoveryStore {

    /** Says in the batch repository that the run's job, which another process executed, has ended. */
    void closeJob(UUID runId);

    /** Says the same of jobs whose runs ended some time ago; answers how many there were. */
    int closeJobsLeftBehind();

    /**
     * Settles a run that was taken over, once no transaction of its attempts is left: those said to be running become interrupted, or failed
     * if that has happened to the procedure too often; each procedure whose last attempt was interrupted gets its next one.
     *
     * @param why they were interrupted
     * @param most how many attempts of a procedure may be lost
     */
    void interruptLost(RunLease lease, String why, int most);

    /** Settles a run that is to be cancelled, once no transaction of its attempts is left: all that has not ended is cancelled. */
    void cancelLost(RunLease lease);
}
