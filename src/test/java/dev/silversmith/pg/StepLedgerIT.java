package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The record of a failure after which a unit is tried again: made once, whoever else is at work on the same rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepLedgerIT {

    private static final UnitResult.Failed TRANSIENT = new UnitResult.Failed(
            1,
            new StepError(
                    Optional.of("40001"),
                    "not this time",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true),
            List.of(),
            Optional.empty());

    private TestDatabase database;
    private Connection app;
    private PgStepLedger ledger;
    private UUID run;
    private List<UUID> steps;
    private List<UUID> next;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("step_ledger");
    }

    @BeforeEach
    void aGroupUnderWay() throws SQLException {
        app = database.asApp();
        ledger = new PgStepLedger(
                new ControlDatabase() {
                    @Override
                    <T> T attempt(Work<T> work) throws SQLException {
                        try (Connection connection = database.asApp()) {
                            return work.with(connection);
                        }
                    }
                },
                () -> false);
        run = UUID.randomUUID();
        Sql.update(app, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by)
                values (?, ?, 'f', 'incremental', 'per_group', 'queued', 4, 'operator')
                """, run, run.toString());
        Sql.update(app, """
                update silversmith.transformation_run set status = 'running', started_at = clock_timestamp(), lease_number = 7
                 where id = ?
                """, run);
        steps = List.of(step("running"), step("running"), step("running"));
        next = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
    }

    private UUID step(String status) throws SQLException {
        UUID procedure = UUID.randomUUID();
        UUID step = UUID.randomUUID();
        Sql.update(app, """
                insert into silversmith.transformation_procedure (id, schema_name, procedure_name, updated_by)
                values (?, 'silver', ?, 'engineer')
                """, procedure, "p" + procedure);
        Sql.update(app, """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, kind, unit, stage, ordinal, status, started_at, owner_server)
                values (?, ?, ?, 'other', 'g', 1, 1, ?, clock_timestamp(), 'here')
                """, step, run, procedure, status);
        return step;
    }

    private RunLease lease() {
        return new RunLease(run, 7);
    }

    private boolean failedOnce() {
        return ledger.failedOnce(lease(), steps, TRANSIENT, "p failed", next, Duration.ofSeconds(1));
    }

    private List<String> statuses(List<UUID> attempts) throws SQLException {
        return Sql.list(app, String.class, """
                select s.status
                  from unnest(?::uuid[]) with ordinality as m (id, place)
                  join silversmith.transformation_step s on s.id = m.id
                 order by m.place
                """, app.createArrayOf("uuid", attempts.toArray()));
    }

    @Test
    void the_failure_is_recorded_and_every_member_has_its_next_attempt() throws Exception {
        assertThat(failedOnce()).isTrue();
        assertThat(failedOnce()).as("after a lost answer").isTrue();

        assertThat(statuses(steps)).containsExactly("rolled_back", "failed", "skipped");
        assertThat(statuses(next)).containsExactly("pending", "pending", "pending");
    }

    @Test
    void a_record_whose_answer_was_lost_is_found_though_its_commit_is_still_under_way() throws Exception {
        try (Connection lost = database.asApp()) {
            lost.setAutoCommit(false);
            StepOutcomes.lockRunning(lost, lease());
            StepOutcomes.lock(lost, steps);
            StepOutcomes.failed(lost, steps.get(1), TRANSIENT);
            StepOutcomes.next(lost, steps, next, Duration.ofSeconds(1));
            CompletableFuture<Boolean> again = CompletableFuture.supplyAsync(this::failedOnce);
            awaitWaiting();

            lost.commit();

            assertThat(again.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(statuses(next)).containsExactly("pending", "pending", "pending");
        }
    }

    private void awaitWaiting() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Sql.one(
                                app,
                                Long.class,
                                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                        == 1);
    }

    @Test
    void messages_that_are_being_written_hold_nobody_up() throws Exception {
        try (Connection log = database.asApp()) {
            log.setAutoCommit(false);
            Sql.update(log, """
                    insert into silversmith.transformation_step_log (step_id, run_id, line, level, event, message)
                    values (?, ?, 1, 'notice', 'message', 'in the middle of it')
                    """, steps.get(2), run);

            assertThat(CompletableFuture.supplyAsync(this::failedOnce).get(30, TimeUnit.SECONDS))
                    .isTrue();
            log.rollback();
        }
    }

    @Test
    void a_server_that_has_lost_the_run_to_another_one_makes_no_new_attempt() throws Exception {
        Sql.update(app, "update silversmith.transformation_run set lease_number = 8 where id = ?", run);

        assertThat(failedOnce()).isFalse();

        assertThat(statuses(steps)).containsOnly("running");
        assertThat(statuses(next)).isEmpty();
    }

    @Test
    void under_an_earlier_lease_nothing_is_recorded_at_all() throws Exception {
        Sql.update(app, "update silversmith.transformation_run set lease_number = 8 where id = ?", run);

        assertThat(ledger.failed(lease(), steps, TRANSIENT, "p failed")).isFalse();
        ledger.skipped(lease(), Map.of(steps.get(0), "p failed"));
        ledger.interrupted(lease(), steps, 1, "stopped");
        ledger.cancelled(lease(), steps, 1);

        assertThat(statuses(steps)).containsOnly("running");
    }

    @Test
    void an_attempt_without_a_worker_is_interrupted_and_of_what_commits_by_itself_the_outcome_is_not_known()
            throws Exception {
        try (Connection table = database.pastTriggers()) {
            Sql.update(
                    table, "update silversmith.transformation_step set transaction = 'own' where id = ?", steps.get(0));
        }

        ledger.lost(lease(), steps.get(0), "its worker is gone");
        ledger.lost(lease(), steps.get(1), "its worker is gone");

        assertThat(Sql.list(app, String.class, """
                        select concat_ws(' ', status, sql_state, error_message) from silversmith.transformation_step
                         where run_id = ? and status <> 'running' order by transaction desc
                        """, run))
                .containsExactly(
                        "interrupted SM006 its outcome is not known: its worker is gone",
                        "interrupted its worker is gone");
    }

    @Test
    void under_the_latest_lease_outcomes_are_recorded() throws Exception {
        ledger.skipped(lease(), Map.of(steps.get(0), "p failed"));
        ledger.interrupted(lease(), steps, 1, "the server was stopped");

        assertThat(statuses(steps)).containsExactly("skipped", "interrupted", "interrupted");
        assertThat(Sql.one(
                        app,
                        String.class,
                        "select error_message from silversmith.transformation_step where id = ?",
                        steps.get(1)))
                .isEqualTo("the server was stopped");
    }

    @Test
    void members_that_had_finished_are_rolled_back_by_an_interruption_and_by_a_cancel() throws Exception {
        ledger.interrupted(lease(), steps, 2, "the server was stopped");
        assertThat(statuses(steps)).containsExactly("rolled_back", "rolled_back", "interrupted");

        steps = List.of(step("running"), step("pending"), step("running"));
        ledger.cancelled(lease(), steps, 2);
        assertThat(statuses(steps))
                .as("the claim of the second was lost in a crash")
                .containsExactly("rolled_back", "cancelled", "cancelled");
    }

    @Test
    void the_failure_of_a_group_is_one_transaction() throws Exception {
        try (Connection busy = database.asApp()) {
            busy.setAutoCommit(false);
            StepOutcomes.lock(busy, steps.subList(2, 3));
            CompletableFuture<Boolean> failed =
                    CompletableFuture.supplyAsync(() -> ledger.failed(lease(), steps, TRANSIENT, "p failed"));
            awaitWaiting();

            assertThat(statuses(steps)).containsOnly("running");

            busy.rollback();
            assertThat(failed.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(statuses(steps)).containsExactly("rolled_back", "failed", "skipped");
            assertThat(ledger.failed(lease(), steps, TRANSIENT, "p failed"))
                    .as("after a lost answer")
                    .isFalse();
        }
    }

    @Test
    void a_run_that_is_being_cancelled_gets_no_new_attempt() throws Exception {
        Sql.update(app, "update silversmith.transformation_run set status = 'cancelling' where id = ?", run);

        assertThat(failedOnce()).isFalse();

        assertThat(statuses(next)).isEmpty();
    }

    @Test
    void a_cancel_waits_for_the_record_and_then_ends_the_new_attempts_too() throws Exception {
        try (Connection recording = database.asApp();
                Connection cancel = database.asApp()) {
            recording.setAutoCommit(false);
            assertThat(StepOutcomes.lockRunning(recording, lease())).isTrue();
            CompletableFuture<Integer> cancelled = CompletableFuture.supplyAsync(() -> lockRun(cancel));
            awaitWaiting();

            StepOutcomes.next(recording, steps, next, Duration.ZERO);
            recording.commit();

            assertThat(cancelled.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(statuses(next)).containsExactly("pending", "pending", "pending");
        }
    }

    private int lockRun(Connection connection) {
        try {
            return Sql.list(
                            connection,
                            Object.class,
                            "select id from silversmith.transformation_run where id = ? for update",
                            run)
                    .size();
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Test
    void members_whose_claim_a_crash_has_lost_are_not_left_open() throws Exception {
        Sql.update(
                app,
                "update silversmith.transformation_step set status = 'pending', started_at = null, owner_server = null where run_id = ?",
                run);

        assertThat(failedOnce()).isTrue();

        assertThat(statuses(steps)).containsExactly("skipped", "failed", "skipped");
        assertThat(statuses(next)).containsExactly("pending", "pending", "pending");
    }
}
