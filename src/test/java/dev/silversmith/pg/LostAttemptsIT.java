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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the attempts of a run that was taken over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostAttemptsIT {

    private static final int MOST = 2;

    private TestDatabase database;
    private Connection app;
    private Connection table;
    private RunLease lease;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("lost_attempts");
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
                values (?, ?, 'f', 'incremental', 'per_group', 'running', 4, 'operator', clock_timestamp(), 7)
                """, lease.runId(), lease.runId().toString());
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        table.close();
    }

    private UUID procedure(String name) throws SQLException {
        UUID procedure =
                UUID.nameUUIDFromBytes((lease.runId() + name).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Sql.update(table, """
                insert into silversmith.transformation_procedure (id, schema_name, procedure_name, updated_by)
                values (?, ?, ?, 'engineer') on conflict do nothing
                """, procedure, lease.runId().toString(), name);
        return procedure;
    }

    private void step(String procedure, String unit, int attempt, String status, boolean lead) throws SQLException {
        Sql.update(
                table,
                """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, token_hash, started_at, finished_at,
                   sql_state, skipped_because)
                values (gen_random_uuid(), ?, ?, ?, 'other', ?, 1, 1, ?, case when ? then '\\x01'::bytea end,
                        case when ? <> 'pending' then clock_timestamp() end,
                        case when ? not in ('pending', 'running') then clock_timestamp() end,
                        case ? when 'interrupted' then 'SM005' end, case ? when 'skipped' then 'because' end)
                """,
                lease.runId(),
                procedure(procedure),
                attempt,
                unit,
                status,
                lead,
                status,
                status,
                status,
                status);
    }

    private void own(String procedure) throws SQLException {
        Sql.update(
                table,
                "update silversmith.transformation_step set transaction = 'own' where run_id = ? and procedure_id = ?",
                lease.runId(),
                procedure(procedure));
    }

    private int interrupt(RunLease under) throws SQLException {
        app.setAutoCommit(false);
        try {
            int changed = LostAttempts.interrupt(app, under, "its server here was lost", MOST, Instant.now());
            app.commit();
            return changed;
        } finally {
            app.rollback();
            app.setAutoCommit(true);
        }
    }

    private List<String> steps() throws SQLException {
        return Sql.list(table, String.class, """
                select p.procedure_name || ' ' || s.attempt_no || ' ' || s.status
                  from silversmith.transformation_step s
                  join silversmith.transformation_procedure p on p.id = s.procedure_id
                 where s.run_id = ?
                 order by p.procedure_name, s.attempt_no
                """, lease.runId());
    }

    @Test
    void what_was_under_way_is_interrupted_and_has_a_next_attempt_and_the_rest_stays() throws Exception {
        step("done", "done", 1, "succeeded", true);
        step("failed", "failed", 1, "failed", true);
        step("lost", "lost", 1, "running", true);
        step("waiting", "waiting", 1, "pending", false);

        assertThat(interrupt(lease)).isEqualTo(1);
        assertThat(interrupt(lease)).as("the second time").isZero();

        assertThat(steps())
                .containsExactly(
                        "done 1 succeeded",
                        "failed 1 failed",
                        "lost 1 interrupted",
                        "lost 2 pending",
                        "waiting 1 pending");
        assertThat(Sql.one(
                        table,
                        String.class,
                        "select sql_state || ' ' || error_message || ' ' || retryable from silversmith.transformation_step"
                                + " where run_id = ? and status = 'interrupted'",
                        lease.runId()))
                .isEqualTo("SM005 its server here was lost true");
    }

    @Test
    void an_attempt_that_was_lost_too_often_fails_and_says_so() throws Exception {
        step("lost", "lost", 1, "interrupted", true);
        step("lost", "lost", 2, "interrupted", true);
        step("lost", "lost", 3, "running", true);

        interrupt(lease);

        assertThat(steps()).containsExactly("lost 1 interrupted", "lost 2 interrupted", "lost 3 failed");
        assertThat(Sql.one(
                        table,
                        String.class,
                        "select error_message from silversmith.transformation_step where run_id = ? and status = 'failed'",
                        lease.runId()))
                .isEqualTo("its server here was lost; it was lost 3 times and is not tried again by itself");
    }

    @Test
    void losses_before_a_resume_and_orderly_ends_are_not_counted() throws Exception {
        step("lost", "lost", 1, "interrupted", true);
        step("lost", "lost", 2, "interrupted", true);
        Sql.update(
                table,
                "update silversmith.transformation_run set resumed_by = 'operator', resumed_at = clock_timestamp() where id = ?",
                lease.runId());
        step("lost", "lost", 3, "interrupted", true);
        step("lost", "lost", 4, "interrupted", true);
        Sql.update(
                table,
                "update silversmith.transformation_step set sql_state = null where run_id = ? and attempt_no = 4",
                lease.runId());
        step("lost", "lost", 5, "running", true);

        interrupt(lease);

        assertThat(steps()).endsWith("lost 5 interrupted", "lost 6 pending");
    }

    @Test
    void a_group_is_lost_as_a_whole_and_fails_by_its_first_member() throws Exception {
        step("a", "g", 1, "running", true);
        step("b", "g", 1, "running", false);
        interrupt(lease);
        assertThat(steps()).containsExactly("a 1 interrupted", "a 2 pending", "b 1 interrupted", "b 2 pending");

        for (int attempt = 2; attempt <= 3; attempt++) {
            Sql.update(table, """
                    update silversmith.transformation_step
                       set status = 'running', started_at = clock_timestamp(),
                           token_hash = case when procedure_id = ? then '\\x01'::bytea end
                     where run_id = ? and status = 'pending'
                    """, procedure("a"), lease.runId());
            interrupt(lease);
        }

        assertThat(steps())
                .containsExactly(
                        "a 1 interrupted",
                        "a 2 interrupted",
                        "a 3 failed",
                        "b 1 interrupted",
                        "b 2 interrupted",
                        "b 3 rolled_back");
    }

    @Test
    void after_an_orderly_end_the_members_that_had_finished_are_repeated_with_their_group() throws Exception {
        step("a", "g", 1, "rolled_back", true);
        step("b", "g", 1, "interrupted", false);
        step("other", "h", 1, "rolled_back", true);

        assertThat(interrupt(lease)).isZero();

        assertThat(steps())
                .containsExactly(
                        "a 1 rolled_back", "a 2 pending", "b 1 interrupted", "b 2 pending", "other 1 rolled_back");
    }

    @Test
    void under_an_earlier_lease_and_of_a_run_that_is_to_be_cancelled_nothing_is_interrupted() throws Exception {
        step("lost", "lost", 1, "running", true);
        assertThat(interrupt(new RunLease(lease.runId(), 6))).isZero();

        Sql.update(
                table, "update silversmith.transformation_run set status = 'cancelling' where id = ?", lease.runId());
        assertThat(interrupt(lease)).isZero();
        assertThat(LostAttempts.cancel(app, new RunLease(lease.runId(), 6))).isZero();
        step("waiting", "waiting", 1, "pending", false);

        assertThat(LostAttempts.cancel(app, lease)).isEqualTo(2);

        assertThat(steps()).containsExactly("lost 1 cancelled", "waiting 1 cancelled");
    }

    @Test
    void a_success_that_is_being_committed_is_waited_for_a_moment_and_left_alone() throws Exception {
        step("lost", "lost", 1, "running", true);
        try (Connection unit = database.pastTriggers()) {
            unit.setAutoCommit(false);
            Sql.update(
                    unit,
                    "update silversmith.transformation_step set status = 'succeeded', finished_at = clock_timestamp() where run_id = ?",
                    lease.runId());

            assertThatThrownBy(() -> interrupt(lease))
                    .isInstanceOf(SQLException.class)
                    .extracting(fault -> ((SQLException) fault).getSQLState())
                    .isEqualTo("55P03");
            unit.commit();
        }

        assertThat(interrupt(lease)).isZero();
        assertThat(steps()).containsExactly("lost 1 succeeded");
    }

    @Test
    void what_commits_by_itself_is_interrupted_and_has_no_next_attempt() throws Exception {
        step("lost", "lost", 1, "running", true);
        step("stopped", "stopped", 1, "interrupted", true);
        step("waiting", "waiting", 1, "pending", false);
        own("lost");
        own("stopped");
        own("waiting");

        assertThat(interrupt(lease)).isEqualTo(1);

        assertThat(steps()).containsExactly("lost 1 interrupted", "stopped 1 interrupted", "waiting 1 pending");
        assertThat(Sql.one(
                        table,
                        String.class,
                        "select sql_state || ' ' || error_message || ' ' || retryable from silversmith.transformation_step"
                                + " where run_id = ? and sql_state = 'SM006'",
                        lease.runId()))
                .isEqualTo("SM006 its outcome is not known: its server here was lost false");
    }

    @Test
    void what_commits_by_itself_and_was_under_way_is_not_said_to_be_cancelled() throws Exception {
        step("lost", "lost", 1, "running", true);
        step("waiting", "waiting", 1, "pending", false);
        own("lost");
        own("waiting");
        Sql.update(
                table, "update silversmith.transformation_run set status = 'cancelling' where id = ?", lease.runId());

        assertThat(LostAttempts.cancel(app, lease)).isEqualTo(2);

        assertThat(steps()).containsExactly("lost 1 interrupted", "waiting 1 cancelled");
    }

    @Test
    void what_commits_by_itself_and_was_stopped_in_an_orderly_way_before_its_call_has_a_next_attempt()
            throws Exception {
        step("called", "called", 1, "interrupted", true);
        step("stopped", "stopped", 1, "interrupted", true);
        own("called");
        own("stopped");
        Sql.update(
                table,
                "update silversmith.transformation_step set sql_state = null where run_id = ? and procedure_id = ?",
                lease.runId(),
                procedure("stopped"));

        assertThat(interrupt(lease)).isZero();

        assertThat(steps()).containsExactly("called 1 interrupted", "stopped 1 interrupted", "stopped 2 pending");
        assertThat(transactionOf("stopped", 2)).isEqualTo("own");
    }

    private String transactionOf(String procedure, int attempt) throws SQLException {
        return Sql.one(
                table,
                String.class,
                "select transaction from silversmith.transformation_step where run_id = ? and procedure_id = ? and attempt_no = ?",
                lease.runId(),
                procedure(procedure),
                attempt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interrupted", "failed"})
    void the_database_itself_lets_nobody_but_a_resume_repeat_what_commits_by_itself(String ended) throws Exception {
        step("lost", "lost", 1, ended, true);
        own("lost");
        // As a server of an older version does, which does not know the column.
        String again = "insert into silversmith.transformation_step"
                + " (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal)"
                + " values (gen_random_uuid(), ?, ?, 2, 'other', 'lost', 1, 1)";

        assertThatThrownBy(() -> Sql.update(app, again, lease.runId(), procedure("lost")))
                .isInstanceOf(SQLException.class)
                .extracting(fault -> ((SQLException) fault).getSQLState())
                .isEqualTo("SM006");
        Sql.update(
                table,
                "update silversmith.transformation_run set status = 'failed', finished_at = clock_timestamp() where id = ?",
                lease.runId());
        Sql.update(app, again, lease.runId(), procedure("lost"));

        assertThat(steps()).containsExactly("lost 1 " + ended, "lost 2 pending");
        assertThat(transactionOf("lost", 2)).isEqualTo("own");
    }
}
