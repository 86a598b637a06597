package dev.silversmith.db;

import static dev.silversmith.db.RunRow.anIncrementalRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and checks of runs, steps and refreshes that hold whatever the application does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunConstraintsIT {

    private static final List<String> STEP_STATUS =
            List.of("pending", "running", "succeeded", "failed", "skipped", "rolled_back", "interrupted", "cancelled");

    private TestDatabase database;
    private Connection app;
    private Connection table;
    private Ledger ledger;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("constraints");
    }

    @BeforeEach
    void connect() {
        app = database.asApp();
        table = database.pastTriggers();
        ledger = new Ledger(app);
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        table.close();
    }

    @Test
    void there_is_one_run_per_idempotency_key() throws Exception {
        String key = UUID.randomUUID().toString();
        anIncrementalRun().with("idempotency_key", key).insert(table);

        assertThatThrownBy(() -> anIncrementalRun()
                        .with("idempotency_key", key)
                        .in("cancelled")
                        .insert(table))
                .hasMessageContaining("idempotency_key");
    }

    @Test
    void runs_are_numbered_by_the_database() throws Exception {
        UUID first = anIncrementalRun().insert(table);
        UUID second = anIncrementalRun().insert(table);

        assertThat(number(second)).isGreaterThan(number(first));
        assertThatThrownBy(() -> anIncrementalRun().with("number", 1L).insert(table))
                .hasMessageContaining("number");
    }

    @Test
    void attempts_of_a_procedure_are_unique_within_a_run() throws Exception {
        UUID run = ledger.runningRun();
        UUID procedure = ledger.procedure();
        ledger.pendingStep(run, procedure, 1);
        ledger.pendingStep(run, procedure, 2);

        assertThatThrownBy(() -> ledger.pendingStep(run, procedure, 2)).hasMessageContaining("attempt_no");
        assertThatThrownBy(() -> ledger.pendingStep(run, procedure, 0)).hasMessageContaining("attempt_no");
    }

    @Test
    void a_procedure_succeeds_once_in_a_run_and_again_in_the_next() throws Exception {
        UUID run = ledger.runningRun();
        UUID procedure = ledger.procedure();
        ledger.end(ledger.pendingStep(run, procedure, 1), "succeeded");
        UUID second = ledger.pendingStep(run, procedure, 2);

        assertThatThrownBy(() -> ledger.end(second, "succeeded"))
                .hasMessageContaining("transformation_step_one_success");

        ledger.end(second, "failed");
        UUID elsewhere = ledger.pendingStep(ledger.runningRun(), procedure, 1);
        ledger.end(elsewhere, "succeeded");
        assertThat(ledger.status(elsewhere)).isEqualTo("succeeded");
    }

    @Test
    void an_attempt_of_a_refresh_is_one_row_and_a_resume_may_refresh_again() throws Exception {
        UUID run = ledger.runningRun();
        UUID target = Ledger.newId();
        Sql.update(
                app,
                "insert into silversmith.refresh_target (id, schema_name, view_name, updated_by) values (?, 'silver', ?, 'engineer')",
                target,
                target.toString());
        String refresh = """
                insert into silversmith.refresh_execution (id, run_id, refresh_target_id, attempt_no, trigger, status)
                values (?, ?, ?, ?, 'success', ?)
                """;
        Sql.update(app, refresh, Ledger.newId(), run, target, 1, "failed");
        Sql.update(app, refresh, Ledger.newId(), run, target, 2, "succeeded");

        assertThatThrownBy(() -> Sql.update(app, refresh, Ledger.newId(), run, target, 2, "failed"))
                .hasMessageContaining("attempt_no");
        assertThat(Sql.update(app, refresh, Ledger.newId(), run, target, 3, "succeeded"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"batch_instance_id", "batch_execution_id"})
    void imported_runs_have_no_batch_job(String column) {
        assertThatThrownBy(() -> anIncrementalRun()
                        .with("imported", true)
                        .in("succeeded")
                        .with(column, 1L)
                        .insert(table))
                .hasMessageContaining("imported_runs_are_history");
    }

    @Test
    void an_imported_run_cannot_be_resumed() throws Exception {
        UUID run = anIncrementalRun().with("imported", true).in("failed").insert(table);

        assertThatThrownBy(() -> Sql.update(
                        table,
                        "update silversmith.transformation_run set status = 'queued', finished_at = null where id = ?",
                        run))
                .hasMessageContaining("imported_runs_are_history");
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "succeeded", "failed"})
    void a_run_that_executed_has_a_start(String status) {
        assertThatThrownBy(() ->
                        anIncrementalRun().in(status).with("started_at", null).insert(table))
                .hasMessageContaining("check");
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeeded", "failed", "cancelled", "rejected", "expired"})
    void a_run_that_ended_has_an_end_and_no_other_has(String status) throws Exception {
        assertThatThrownBy(() ->
                        anIncrementalRun().in(status).with("finished_at", null).insert(table))
                .hasMessageContaining("check");
        assertThatThrownBy(() -> anIncrementalRun()
                        .in("running")
                        .with("finished_at", "now")
                        .insert(table))
                .hasMessageContaining("check");
    }

    @ParameterizedTest
    @CsvSource({
        "transformation_run,  status",
        "transformation_step, status",
        "refresh_execution,   status",
    })
    void the_status_words_are_those_of_the_contract(String table, String column) throws Exception {
        List<String> expected = table.equals("transformation_run") ? FourEyesIT.RUN_STATUS : STEP_STATUS;

        assertThat(words(table, column)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transformation_procedure | kind | dimension fact other",
                "transformation_procedure | transaction | managed own",
                "transformation_parameter | mode | incremental full",
                "transformation_step | kind | dimension fact other",
                "transformation_run | mode | incremental full",
                "transformation_run | transaction_scope | per_procedure per_group",
                "transformation_run | on_failure | continue stop",
                "transformation_run | on_overlap | queue reject",
                "transformation_run | decision | approve reject",
                "transformation_watermark | data_type | timestamptz bigint xid8 text",
                "procedure_refresh_link | trigger | success always",
                "refresh_execution | trigger | success always",
            })
    void the_other_words_are_those_of_the_contract(String table, String column, String expected) throws Exception {
        assertThat(words(table, column)).containsExactlyInAnyOrder(expected.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"done", "RUNNING", "Succeeded", ""})
    void another_status_is_refused(String status) {
        assertThatThrownBy(() -> anIncrementalRun().with("status", status).insert(table))
                .hasMessageContaining("check");
        assertThatThrownBy(() -> Sql.update(
                        app,
                        "update silversmith.transformation_step set status = ? where id = ?",
                        status,
                        ledger.pendingStep(ledger.runningRun())))
                .hasMessageContaining("check");
    }

    @ParameterizedTest
    @CsvSource({
        "status = 'running'",
        "status = 'succeeded'",
        "'status = ''failed'', finished_at = now()'",
        "'status = ''succeeded'', started_at = now()'",
        "'status = ''running'', started_at = now(), finished_at = now()'",
        "status = 'skipped'",
        "duration_ms = -1",
    })
    void a_step_cannot_contradict_itself(String change) throws Exception {
        UUID step = ledger.pendingStep(ledger.runningRun());

        assertThatThrownBy(() ->
                        Sql.update(app, "update silversmith.transformation_step set " + change + " where id = ?", step))
                .hasMessageContaining("check");
    }

    @Test
    void a_run_that_is_purged_takes_its_steps_along_and_leaves_the_catalog_and_the_watermark() throws Exception {
        UUID run = ledger.runningRun();
        UUID procedure = ledger.procedure();
        UUID step = ledger.pendingStep(run, procedure, 1);
        try (Connection superuser = database.asSuperuser()) {
            Sql.update(superuser, """
                    insert into silversmith.transformation_watermark (id, procedure_id, data_type, value, advanced_by_step_id, updated_by)
                    values (?, ?, 'bigint', '5', ?, 'engineer')
                    """, Ledger.newId(), procedure, step);
            Sql.update(superuser, "delete from silversmith.transformation_run where id = ?", run);
        }

        assertThat(Sql.list(app, UUID.class, "select id from silversmith.transformation_step where run_id = ?", run))
                .isEmpty();
        assertThat(Sql.row(
                        app,
                        "select value, advanced_by_step_id from silversmith.transformation_watermark where procedure_id = ?",
                        procedure))
                .containsEntry("value", "5")
                .containsEntry("advanced_by_step_id", null);
    }

    @Test
    void a_procedure_with_history_is_not_deleted() throws Exception {
        UUID procedure = ledger.procedure();
        ledger.pendingStep(ledger.runningRun(), procedure, 1);

        assertThatThrownBy(() ->
                        Sql.update(app, "delete from silversmith.transformation_procedure where id = ?", procedure))
                .hasMessageContaining("transformation_step");
    }

    private long number(UUID run) throws SQLException {
        return Sql.one(app, Long.class, "select number from silversmith.transformation_run where id = ?", run);
    }

    /** The words that the only CHECK of this one column lists. */
    private List<String> words(String table, String column) throws SQLException {
        return Sql.list(app, String.class, """
                select m[1]
                  from pg_constraint c
                  join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
                 cross join regexp_matches(pg_get_constraintdef(c.oid), '''([^'']*)''::text', 'g') m
                 where c.contype = 'c' and c.conrelid = ('silversmith.' || ?)::regclass and a.attname = ?
                """, table, column);
    }
}
