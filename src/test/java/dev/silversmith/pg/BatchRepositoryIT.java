package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of the jobs of servers that are lost. */
class BatchRepositoryIT {

    private TestDatabase database;
    private Connection app;
    private Connection table;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = TestDatabase.fresh("batch_repository");
        app = database.asApp();
        table = database.pastTriggers();
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        table.close();
    }

    @Test
    void jobs_of_lost_servers_are_closed_in_the_batch_repository_and_living_ones_are_not() throws Exception {
        job(1, "running", "1 hour");
        job(2, "succeeded", "1 minute");
        job(3, "succeeded", "11 minutes");

        assertThat(BatchRepository.closeLeftBehind(app)).isEqualTo(1);
        assertThat(jobs()).containsExactly("1: 1 1 3", "2: 1 1 3", "3: 4 4 4");

        UUID running =
                Sql.one(table, UUID.class, "select id from silversmith.transformation_run where batch_instance_id = 1");
        assertThat(BatchRepository.close(app, running)).isEqualTo(1);
        assertThat(BatchRepository.close(app, running)).as("the second time").isZero();
        assertThat(jobs()).containsExactly("1: 4 4 4", "2: 1 1 3", "3: 4 4 4");
    }

    /** The run's row is locked meanwhile, and the heartbeat of whoever settles it waits for that. */
    @Test
    void rows_of_a_job_that_a_frozen_server_holds_are_not_waited_for_longer_than_a_moment() throws Exception {
        job(9, "running", "1 hour");
        UUID running =
                Sql.one(table, UUID.class, "select id from silversmith.transformation_run where batch_instance_id = 9");
        try (Connection frozen = database.pastTriggers()) {
            frozen.setAutoCommit(false);
            Sql.update(frozen, "update batch.wlpjobexecution set batchstatus = 2 where jobexecid = 9");
            app.setAutoCommit(false);
            Sql.execute(app, "set statement_timeout = '20s'");

            assertThatThrownBy(() -> BatchRepository.close(app, running))
                    .isInstanceOf(SQLException.class)
                    .extracting(fault -> ((SQLException) fault).getSQLState())
                    .isEqualTo("55P03");
        }
    }

    private void job(int number, String status, String ended) throws SQLException {
        Sql.update(table, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, requested_at,
                   started_at, finished_at, batch_instance_id)
                values (gen_random_uuid(), gen_random_uuid(), 'f', 'incremental', 'per_group', ?, 4, 'operator',
                        clock_timestamp() - interval '1 day', clock_timestamp() - interval '1 day',
                        case when ? <> 'running' then clock_timestamp() - ?::interval end, ?)
                """, status, status, ended, number);
        Sql.update(
                table,
                "insert into batch.wlpjobinstance (jobinstanceid, batchstatus, createtime, instancestate, numexecs) values (?, 1, now(), 3, 1)",
                number);
        Sql.update(
                table,
                "insert into batch.wlpjobexecution (jobexecid, fk_jobinstanceid, batchstatus, createtime, execnum) values (?, ?, 1, now(), 0)",
                number,
                number);
    }

    private List<String> jobs() throws SQLException {
        return Sql.list(table, String.class, """
                select i.jobinstanceid || ': ' || e.batchstatus || ' ' || i.batchstatus || ' ' || i.instancestate
                  from batch.wlpjobinstance i
                  join batch.wlpjobexecution e on e.fk_jobinstanceid = i.jobinstanceid
                 order by 1
                """);
    }
}
