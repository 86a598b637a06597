package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.app.port.RunLease;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of the refreshes of a run that has lost its server, and what its worker can still do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostRefreshesIT {

    private static final int MOST = 1;
    private static final String TOKEN = "\\x0102";

    private TestDatabase database;
    private Connection app;
    private Connection table;
    private RunLease lease;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("lost_refreshes");
    }

    @BeforeEach
    void aRun() throws SQLException {
        app = database.asApp();
        table = database.pastTriggers();
        lease = new RunLease(UUID.randomUUID(), 7);
        Sql.update(table, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, started_at,
                   lease_number)
                values (?, ?, 'f', 'incremental', 'per_procedure', 'running', 4, 'operator', clock_timestamp(), 7)
                """, lease.runId(), lease.runId().toString());
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        table.close();
    }

    private UUID refresh(String view, int attempt, String status) throws SQLException {
        UUID target = UUID.nameUUIDFromBytes((lease.runId() + view).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Sql.update(table, """
                insert into silversmith.refresh_target (id, schema_name, view_name, updated_by)
                values (?, ?, ?, 'engineer') on conflict do nothing
                """, target, lease.runId().toString(), view);
        UUID id = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.refresh_execution
                  (id, run_id, refresh_target_id, attempt_no, trigger, status, token_hash, started_at, finished_at, sql_state)
                values (?, ?, ?, ?, 'success', ?, sha256(?::bytea), clock_timestamp(),
                        case when ? not in ('pending', 'running') then clock_timestamp() end, case ? when 'interrupted' then 'SM005' end)
                """, id, lease.runId(), target, attempt, status, TOKEN, status, status);
        return id;
    }

    private int interrupt() throws SQLException {
        app.setAutoCommit(false);
        try {
            int changed = LostAttempts.interrupt(app, lease, "its server here was lost", MOST, Instant.now());
            app.commit();
            return changed;
        } finally {
            app.rollback();
            app.setAutoCommit(true);
        }
    }

    private List<String> refreshes() throws SQLException {
        return Sql.list(table, String.class, """
                select t.view_name || ' ' || e.attempt_no || ' ' || e.status
                  from silversmith.refresh_execution e
                  join silversmith.refresh_target t on t.id = e.refresh_target_id
                 where e.run_id = ?
                 order by t.view_name, e.attempt_no
                """, lease.runId());
    }

    @Test
    void what_was_under_way_is_interrupted_and_made_again_and_the_rest_stays() throws Exception {
        refresh("done", 1, "succeeded");
        refresh("lost", 1, "running");
        refresh("waiting", 1, "pending");

        assertThat(interrupt()).isEqualTo(1);
        assertThat(interrupt()).as("the second time").isZero();

        assertThat(refreshes())
                .containsExactly("done 1 succeeded", "lost 1 interrupted", "lost 2 pending", "waiting 1 pending");
    }

    @Test
    void a_refresh_that_was_lost_too_often_fails() throws Exception {
        refresh("lost", 1, "interrupted");
        refresh("lost", 2, "running");

        interrupt();

        assertThat(refreshes()).containsExactly("lost 1 interrupted", "lost 2 failed");
    }

    @Test
    void a_worker_that_was_given_up_cannot_record_its_success_nor_can_one_with_another_token() throws Exception {
        UUID lost = refresh("lost", 1, "running");
        UUID other = refresh("other", 1, "running");
        Sql.update(table, "update silversmith.refresh_execution set status = 'interrupted' where id = ?", lost);
        try (Connection warehouse = database.asWarehouse()) {
            assertThatThrownBy(() -> record(warehouse, lost, TOKEN)).hasMessageContaining("its success is refused");
            assertThatThrownBy(() -> record(warehouse, other, "\\x03")).hasMessageContaining("its success is refused");

            record(warehouse, other, TOKEN);
        }

        assertThat(refreshes()).containsExactly("lost 1 interrupted", "other 1 succeeded");
    }

    @Test
    void a_refresh_that_has_succeeded_stays_so() throws Exception {
        UUID done = refresh("done", 1, "succeeded");

        assertThatThrownBy(() -> Sql.update(
                        app, "update silversmith.refresh_execution set status = 'failed' where id = ?", done))
                .hasMessageContaining("has succeeded, and stays so");
    }

    private static void record(Connection warehouse, UUID refresh, String token) throws SQLException {
        Sql.one(
                warehouse,
                java.sql.Timestamp.class,
                "select silversmith.record_refresh(?, ?::bytea, false, null)",
                refresh,
                token);
    }
}
