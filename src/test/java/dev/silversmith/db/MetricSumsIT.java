package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters are what has ended, exactly, at any moment, whoever ended it and whatever became of it since. */
class MetricSumsIT {

    /** Where the sums and what happened differ. */
    private static final String DIFFERENCES = """
            select 'step ' || coalesce(t.procedure, m.procedure)
              from (select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure, r.mode, s.status, count(*) as ended,
                           coalesce(sum(s.duration_ms), 0) as duration_ms, coalesce(sum(s.rows_inserted), 0) as inserted,
                           coalesce(sum(s.rows_updated), 0) as updated, coalesce(sum(s.rows_deleted), 0) as deleted
                      from silversmith.transformation_step s
                      join silversmith.transformation_run r on r.id = s.run_id
                      join silversmith.transformation_procedure p on p.id = s.procedure_id
                     where s.status not in ('pending', 'running')
                     group by 1, 2, 3) t
              full join silversmith.v_metric_step m on m.procedure = t.procedure and m.mode = t.mode and m.status = t.status
             where (t.ended, t.duration_ms, t.inserted, t.updated, t.deleted)
                     is distinct from (m.ended, m.duration_ms, m.rows_inserted, m.rows_updated, m.rows_deleted)
            union all
            select 'run ' || m.status
              from (select mode, status, count(*) as ended
                      from silversmith.transformation_run
                     where finished_at is not null
                     group by 1, 2) t
              full join silversmith.v_metric_run m on m.mode = t.mode and m.status = t.status
             where coalesce(t.ended, 0) <> m.ended
            """;

    private TestDatabase database;
    private Connection app;
    private Connection superuser;
    private Ledger ledger;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.fresh("metric_sums");
        app = database.asApp();
        superuser = database.asSuperuser();
        ledger = new Ledger(app);
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        superuser.close();
    }

    private int fold(int most) throws SQLException {
        return Sql.one(app, Integer.class, "select silversmith.fold_metrics(?)", most);
    }

    private List<String> differences() throws SQLException {
        return Sql.list(app, String.class, DIFFERENCES);
    }

    private long one(String sql, Object... arguments) throws SQLException {
        return ((Number) Sql.one(app, Object.class, sql, arguments)).longValue();
    }

    private void endRun(UUID run, String status) throws SQLException {
        Sql.update(
                app,
                "update silversmith.transformation_run set status = ?, finished_at = clock_timestamp() where id = ?",
                status,
                run);
    }

    /** Twenty runs of some procedures, which end in each way there is. */
    private void history() throws SQLException {
        List<String> ends = List.of("succeeded", "failed", "skipped", "rolled_back", "interrupted", "cancelled");
        List<UUID> procedures = List.of(ledger.procedure(), ledger.procedure(), ledger.procedure());
        for (int number = 0; number < 20; number++) {
            UUID run = ledger.runningRun();
            for (UUID procedure : procedures) {
                ledger.end(ledger.pendingStep(run, procedure, 1), ends.get(number % ends.size()));
                ledger.pendingStep(run, procedure, 2);
            }
            endRun(run, number % 3 == 0 ? "failed" : "succeeded");
        }
    }

    @Test
    void sums_are_equal_to_what_the_tables_hold_before_during_and_after_a_fold() throws Exception {
        history();
        assertThat(differences()).isEmpty();

        assertThat(fold(25)).isEqualTo(25);
        assertThat(differences()).isEmpty();
        assertThat(fold(1000)).isEqualTo(55);
        assertThat(differences()).isEmpty();
        assertThat(one("select count(*) from silversmith.metric_delta")).isZero();

        history();
        fold(1000);
        assertThat(differences()).isEmpty();
        assertThat(one("select sum(ended) from silversmith.v_metric_step")).isEqualTo(120);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_purged_stays_counted(boolean folded) throws Exception {
        history();
        if (folded) {
            fold(1000);
        }

        Sql.execute(superuser, "delete from silversmith.transformation_run");

        fold(1000);
        assertThat(one("select sum(ended) from silversmith.v_metric_run")).isEqualTo(20);
        assertThat(one("select sum(ended) from silversmith.v_metric_step")).isEqualTo(60);
        assertThat(one("select sum(succeeded + failed) from silversmith.metric_day"))
                .isEqualTo(24);
    }

    @Test
    void each_end_of_a_resumed_run_is_counted_and_no_counter_goes_down() throws Exception {
        UUID run = ledger.runningRun();
        endRun(run, "failed");
        Sql.update(superuser, """
                update silversmith.transformation_run
                   set status = 'queued', finished_at = null, resumed_by = 'me', resumed_at = now()
                 where id = ?
                """, run);
        Sql.update(superuser, "update silversmith.transformation_run set status = 'running' where id = ?", run);
        assertThat(one("select ended from silversmith.v_metric_run where mode = 'incremental' and status = 'failed'"))
                .isEqualTo(1);
        endRun(run, "succeeded");

        fold(10);

        assertThat(Sql.list(
                        app,
                        String.class,
                        "select status || ' ' || ended from silversmith.v_metric_run where ended > 0 order by 1"))
                .containsExactly("failed 1", "succeeded 1");
    }

    @Test
    void a_success_recorded_by_the_warehouse_login_is_counted_under_its_own_name_whatever_its_session_has_set()
            throws Exception {
        UUID step = ledger.claimedStep().lead();
        Sql.update(app, "update silversmith.transformation_step set token_hash = sha256('t') where id = ?", step);
        try (Connection warehouse = database.asWarehouse()) {
            Sql.execute(warehouse, "set quote_all_identifiers = on");
            Sql.execute(warehouse, "set search_path = pg_temp");
            Sql.one(
                    warehouse,
                    Object.class,
                    "select silversmith.record_success(?, ?, 't'::bytea, '[{\"inserted\": 5, \"updated\": 3, \"deleted\": 1}]', '[]', 0, null, null)",
                    step,
                    step);
        }

        assertThat(Sql.list(app, String.class, """
                        select regexp_replace(procedure, '[0-9a-f]{8}.*', 'x') || ' ' || rows_inserted || ' ' || rows_updated || ' ' || rows_deleted
                          from silversmith.v_metric_step
                        """)).containsExactly("silver.load_x 5 3 1");
        assertThat(differences()).isEmpty();
    }

    @Test
    void ends_in_opposite_orders_and_a_fold_at_the_same_time_wait_for_nobody() throws Exception {
        UUID one = ledger.pendingStep(ledger.runningRun());
        UUID other = ledger.pendingStep(ledger.runningRun());
        Sql.execute(app, "set lock_timeout = '100ms'");
        try (Connection second = database.asApp()) {
            Sql.execute(second, "set lock_timeout = '100ms'");
            app.setAutoCommit(false);
            second.setAutoCommit(false);
            ledger.end(one, "failed");
            new Ledger(second).end(other, "failed");
            assertThat(Sql.one(superuser, Integer.class, "select silversmith.fold_metrics(10)"))
                    .isZero();
            ledger.end(ledger.pendingStep(ledger.runningRun()), "succeeded");
            second.commit();
            app.commit();
            app.setAutoCommit(true);
        }

        assertThat(fold(10)).isEqualTo(3);
        assertThat(differences()).isEmpty();
    }

    @Test
    void while_one_server_folds_another_one_does_not_wait() throws Exception {
        history();
        superuser.setAutoCommit(false);
        assertThat(Sql.one(superuser, Integer.class, "select silversmith.fold_metrics(1000)"))
                .isEqualTo(80);

        assertThat(fold(1000)).isZero();
        assertThat(differences()).isEmpty();
        superuser.commit();
        assertThat(differences()).isEmpty();
    }

    @Test
    void failures_are_counted_by_the_class_of_their_sqlstate() throws Exception {
        UUID run = ledger.runningRun();
        for (String state : List.of("40001", "40P01", "23505", "")) {
            UUID step = ledger.pendingStep(run);
            Sql.update(
                    app,
                    "update silversmith.transformation_step set sql_state = nullif(?, '') where id = ?",
                    state,
                    step);
            ledger.end(step, "failed");
        }
        String classes =
                "select sqlstate_class || ' ' || sum(failed) from silversmith.v_metric_failure group by sqlstate_class order by 1";
        assertThat(Sql.list(app, String.class, classes)).containsExactly("23 1", "40 2", "none 1");

        fold(10);
        assertThat(Sql.list(app, String.class, classes)).containsExactly("23 1", "40 2", "none 1");
    }

    @Test
    void what_happened_before_an_upgrade_is_taken_over() throws Exception {
        try (Connection past = database.pastTriggers()) {
            Sql.execute(past, """
                    drop trigger transformation_run_new_is_counted on silversmith.transformation_run;
                    drop trigger transformation_run_ended_is_counted on silversmith.transformation_run;
                    drop trigger transformation_step_new_is_counted on silversmith.transformation_step;
                    drop trigger transformation_step_ended_is_counted on silversmith.transformation_step;
                    drop trigger refresh_execution_new_is_counted on silversmith.refresh_execution;
                    drop trigger refresh_execution_ended_is_counted on silversmith.refresh_execution
                    """);
        }
        history();
        assertThat(differences()).isNotEmpty();
        String routines =
                Files.readString(Path.of(System.getProperty("basedir", ""), "db/routines/R__070_metrics.sql"));

        Sql.execute(superuser, routines);
        assertThat(differences()).isEmpty();
        Sql.execute(superuser, routines);
        history();

        assertThat(differences()).isEmpty();
        Sql.execute(superuser, "select silversmith.fold_metrics(1000)");
        assertThat(differences()).isEmpty();
    }

    @Test
    void refreshes_are_counted_by_view() throws Exception {
        UUID run = ledger.runningRun();
        Sql.update(app, """
                insert into silversmith.refresh_target (id, schema_name, view_name, updated_by) values (gen_random_uuid(), 'silver', 'Mv "x"', 'me')
                """);
        for (int attempt = 1; attempt <= 3; attempt++) {
            Sql.update(app, """
                    insert into silversmith.refresh_execution (id, run_id, refresh_target_id, attempt_no, trigger, status)
                    select gen_random_uuid(), ?, id, ?, 'success', 'running' from silversmith.refresh_target
                    """, run, attempt);
            Sql.update(app, """
                    update silversmith.refresh_execution set status = ?, duration_ms = 250 where run_id = ? and attempt_no = ?
                    """, attempt < 3 ? "failed" : "succeeded", run, attempt);
        }
        String sums =
                "select view_name || ' ' || status || ' ' || ended || ' ' || duration_ms from silversmith.v_metric_refresh order by 1";
        List<String> expected =
                List.of("silver.\"Mv \"\"x\"\"\" failed 2 500", "silver.\"Mv \"\"x\"\"\" succeeded 1 250");

        assertThat(Sql.list(app, String.class, sums)).isEqualTo(expected);
        fold(10);
        assertThat(Sql.list(app, String.class, sums)).isEqualTo(expected);
    }
}
