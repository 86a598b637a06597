package dev.silversmith.pg;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What the batch runtime says of the jobs of a process that is gone: it would say for ever that they are under way, and not restart them. It
 * keeps its statuses as numbers.
 */
final class BatchRepository {

    private static final String OF_RUN = """
            r.id = ?
            """;

    /** The job of a run ends a moment after it. */
    private static final String LEFT_BEHIND = """
            r.finished_at < clock_timestamp() - interval '10 minutes' and r.status in ('succeeded', 'failed', 'cancelled')
            """;

    /** Starting, started and stopping become failed. */
    private static final String CLOSE = """
            with lost as (
              select e.jobexecid, e.fk_jobinstanceid
                from silversmith.transformation_run r
                join batch.wlpjobexecution e on e.fk_jobinstanceid = r.batch_instance_id
               where e.batchstatus in (0, 1, 2)
                 and %s
            ), execution as (
              update batch.wlpjobexecution e
                 set batchstatus = 4, exitstatus = 'FAILED', endtime = localtimestamp, updatetime = localtimestamp
                from lost
               where e.jobexecid = lost.jobexecid
            ), step as (
              update batch.wlpstepthreadexecution s
                 set batchstatus = 4, exitstatus = 'FAILED', endtime = localtimestamp
                from lost
               where s.fk_jobexecid = lost.jobexecid
                 and s.batchstatus in (0, 1, 2)
            )
            update batch.wlpjobinstance i
               set batchstatus = 4, exitstatus = 'FAILED', instancestate = 4, updatetime = localtimestamp
              from lost
             where i.jobinstanceid = lost.fk_jobinstanceid
            """;

    private BatchRepository() {}

    /**
     * Says of the executions of a run's job that they have failed, unless they have ended. The run's row is locked meanwhile, and the
     * heartbeat waits for it: rows that a frozen server holds are not waited for longer than others.
     */
    static int close(Connection connection, UUID runId) throws SQLException {
        Statements.update(connection, LostAttempts.PATIENCE);
        return Statements.update(connection, CLOSE.formatted(OF_RUN), runId);
    }

    /** The same for runs that have ended while the server of their job was lost. */
    static int closeLeftBehind(Connection connection) throws SQLException {
        return Statements.update(connection, CLOSE.formatted(LEFT_BEHIND));
    }
}
