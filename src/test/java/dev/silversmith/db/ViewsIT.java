package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The views that people and scrapers read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewsIT {

    private TestDatabase database;
    private Connection app;
    private Ledger ledger;
    private UUID run;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("views");
    }

    @BeforeEach
    void connect() throws SQLException {
        app = database.asApp();
        ledger = new Ledger(app);
        run = ledger.runningRun();
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
    }

    @Test
    void a_child_becomes_runnable_when_its_last_parent_has_succeeded() throws Exception {
        UUID first = ledger.procedure();
        UUID second = ledger.procedure();
        UUID a = step(first, "other");
        UUID b = step(second, "other");
        UUID child = step(ledger.procedure(), "other", first, second);

        assertThat(runnable()).containsExactlyInAnyOrder(a, b);
        ledger.claim(a);
        assertThat(runnable()).containsExactly(b);
        ledger.end(a, "succeeded");
        assertThat(runnable()).containsExactly(b);
        ledger.end(b, "succeeded");
        assertThat(runnable()).containsExactly(child);
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "skipped", "rolled_back", "interrupted", "cancelled"})
    void a_child_does_not_become_runnable_when_a_parent_ends_without_success(String status) throws Exception {
        UUID parent = ledger.procedure();
        UUID attempt = step(parent, "other");
        step(ledger.procedure(), "other", parent);

        ledger.end(attempt, status);

        assertThat(runnable()).isEmpty();
    }

    @Test
    void the_latest_attempt_of_a_parent_counts() throws Exception {
        UUID parent = ledger.procedure();
        UUID child = step(ledger.procedure(), "other", parent);
        ledger.end(ledger.pendingStep(run, parent, 1), "failed");
        UUID again = ledger.pendingStep(run, parent, 2);

        assertThat(runnable()).containsExactly(again);
        ledger.end(again, "succeeded");
        assertThat(runnable()).containsExactly(child);
    }

    @Test
    void facts_become_runnable_when_all_dimensions_have_ended_however() throws Exception {
        UUID one = step(ledger.procedure(), "dimension");
        UUID two = step(ledger.procedure(), "dimension");
        UUID fact = step(ledger.procedure(), "fact");
        UUID other = step(ledger.procedure(), "other");

        assertThat(runnable()).containsExactlyInAnyOrder(one, two, other);
        ledger.end(one, "succeeded");
        ledger.claim(two);
        assertThat(runnable()).containsExactly(other);
        ledger.end(two, "failed");
        assertThat(runnable()).containsExactlyInAnyOrder(other, fact);
    }

    @Test
    void a_fact_waits_for_a_dimension_that_is_tried_again() throws Exception {
        UUID dimension = ledger.procedure();
        ledger.end(step(dimension, "dimension"), "failed");
        UUID again = ledger.pendingStep(run, dimension, 2, "dimension", "unit " + dimension);
        step(ledger.procedure(), "fact");

        assertThat(runnable()).containsExactly(again);
    }

    @Test
    void a_fact_does_not_wait_for_a_dimension_of_its_own_group() throws Exception {
        UUID dimension = ledger.pendingStep(run, ledger.procedure(), 1, "dimension", "group");
        UUID fact = ledger.pendingStep(run, ledger.procedure(), 1, "fact", "group");

        assertThat(runnable()).containsExactlyInAnyOrder(dimension, fact);
    }

    @Test
    void steps_of_a_run_that_is_not_running_are_not_runnable() throws Exception {
        step(ledger.procedure(), "other");

        Sql.update(app, "update silversmith.transformation_run set status = 'cancelling' where id = ?", run);

        assertThat(runnable()).isEmpty();
    }

    @Test
    void runs_do_not_wait_for_one_another() throws Exception {
        UUID procedure = ledger.procedure();
        ledger.pendingStep(ledger.runningRun(), procedure, 1, "dimension", "unit");
        UUID fact = step(ledger.procedure(), "fact", procedure);

        assertThat(runnable()).containsExactly(fact);
    }

    @Test
    void a_run_shows_its_procedures_by_their_last_attempt() throws Exception {
        UUID procedure = ledger.procedure();
        ledger.end(step(procedure, "other"), "failed");
        ledger.end(ledger.pendingStep(run, procedure, 2), "succeeded");
        ledger.end(step(ledger.procedure(), "other"), "failed");
        step(ledger.procedure(), "other");
        ledger.claim(step(ledger.procedure(), "other"));

        assertThat(Sql.row(app, """
                        select status, mode, requested_by, duration_ms >= 0 as measured, steps, steps_succeeded, steps_failed, steps_open
                          from silversmith.v_run where id = ?
                        """, run))
                .containsEntry("status", "running")
                .containsEntry("mode", "incremental")
                .containsEntry("requested_by", "operator")
                .containsEntry("measured", true)
                .containsEntry("steps", 4L)
                .containsEntry("steps_succeeded", 1L)
                .containsEntry("steps_failed", 1L)
                .containsEntry("steps_open", 2L);
    }

    @Test
    void a_step_shows_its_procedure_and_the_number_of_its_run() throws Exception {
        UUID step = step(ledger.procedure(), "dimension");

        assertThat(Sql.row(app, "select * from silversmith.v_step where id = ?", step))
                .containsEntry("run_id", run)
                .containsEntry("kind", "dimension")
                .containsEntry("attempt_no", 1)
                .containsEntry("status", "pending")
                .hasEntrySatisfying(
                        "procedure", name -> assertThat((String) name).startsWith("silver.load_"))
                .hasEntrySatisfying(
                        "run_number", number -> assertThat((Long) number).isPositive());
    }

    @Test
    void a_failure_shows_its_error() throws Exception {
        UUID step = step(ledger.procedure(), "other");
        ledger.end(step, "failed");
        Sql.update(
                app,
                "update silversmith.transformation_step set sql_state = '23505', error_message = 'twice' where id = ?",
                step);

        assertThat(Sql.row(app, "select * from silversmith.v_failure where run_id = ?", run))
                .containsEntry("id", step)
                .containsEntry("sql_state", "23505")
                .containsEntry("error_message", "twice");
    }

    @Test
    void metrics_sum_up_durations_rows_and_failures_by_procedure_and_utc_day() throws Exception {
        UUID procedure = ledger.procedure();
        for (int duration : new int[] {10, 20, 60}) {
            ended(procedure, "succeeded", duration, "2026-03-01T23:59:59Z");
        }
        ended(procedure, "failed", 500, "2026-03-01T00:00:00Z");
        ended(procedure, "succeeded", 5, "2026-03-02T00:00:00Z");
        ended(procedure, "skipped", 5, "2026-03-02T00:00:00Z");

        List<Map<String, Object>> days = Sql.rows(app, """
                select day::text, mode, succeeded, failed, duration_ms_sum::bigint, duration_ms_median, duration_ms_p95, duration_ms_max, rows_inserted::bigint
                  from silversmith.v_procedure_metrics
                 where procedure = (select quote_ident(schema_name) || '.' || quote_ident(procedure_name)
                                      from silversmith.transformation_procedure where id = ?)
                 order by day
                """, procedure);

        assertThat(days).hasSize(2);
        assertThat(days.get(0))
                .containsEntry("day", "2026-03-01")
                .containsEntry("mode", "incremental")
                .containsEntry("succeeded", 3L)
                .containsEntry("failed", 1L)
                .containsEntry("duration_ms_sum", 90L)
                .containsEntry("duration_ms_median", 20.0)
                .containsEntry("duration_ms_p95", 56.0)
                .containsEntry("duration_ms_max", 60L)
                .containsEntry("rows_inserted", 9L);
        assertThat(days.get(1)).containsEntry("day", "2026-03-02").containsEntry("succeeded", 1L);
    }

    @Test
    void a_watermark_shows_the_run_that_moved_it() throws Exception {
        UUID procedure = ledger.procedure();
        Claim claim = ledger.claim(step(procedure, "other"));
        Sql.update(app, """
                insert into silversmith.transformation_watermark (id, procedure_id, data_type, initial_value, updated_by)
                values (?, ?, 'bigint', '0', 'engineer')
                """, Ledger.newId(), procedure);
        try (Connection warehouse = database.asWarehouse()) {
            Unit unit = new Unit(warehouse);
            unit.begin(claim);
            unit.record(claim.lead(), claim.lead(), claim.token(), null, "7");
            unit.commit();
        }

        assertThat(Sql.row(app, "select * from silversmith.v_watermark where advanced_by_run_id = ?", run))
                .containsEntry("data_type", "bigint")
                .containsEntry("value", "7")
                .containsEntry("initial_value", "0");
    }

    @Test
    void a_procedure_is_stale_when_its_last_success_is_older_than_its_limit_or_there_was_none() throws Exception {
        UUID fresh = procedureToBeFreshWithin("1 day");
        UUID stale = procedureToBeFreshWithin("1 hour");
        UUID never = procedureToBeFreshWithin("1000 days");
        UUID free = ledger.procedure();
        String yesterday = Sql.one(app, String.class, "select (clock_timestamp() - interval '23 hours')::text");
        for (UUID procedure : List.of(fresh, stale, free)) {
            ended(procedure, "succeeded", 1, yesterday);
        }
        ended(stale, "failed", 1, Sql.one(app, String.class, "select clock_timestamp()::text"));

        assertThat(Sql.list(app, String.class, """
                        select p.id || ' ' || v.stale
                          from silversmith.v_freshness v
                          join silversmith.transformation_procedure p
                            on v.procedure = quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name)
                         where p.id in (?, ?, ?, ?)
                        """, fresh, stale, never, free))
                .containsExactlyInAnyOrder(fresh + " false", stale + " true", never + " true");
    }

    private UUID procedureToBeFreshWithin(String limit) throws SQLException {
        UUID procedure = ledger.procedure();
        Sql.update(
                app,
                "update silversmith.transformation_procedure"
                        + " set freshness_limit_ms = extract(epoch from ?::interval) * 1000 where id = ?",
                limit,
                procedure);
        return procedure;
    }

    private UUID step(UUID procedure, String kind, UUID... parents) throws SQLException {
        return ledger.pendingStep(run, procedure, 1, kind, "unit " + procedure, parents);
    }

    private void ended(UUID procedure, String status, int duration, String at) throws SQLException {
        UUID step = ledger.pendingStep(ledger.runningRun(), procedure, 1);
        ledger.end(step, status);
        // What has succeeded stays as it is, for the login as well.
        try (Connection table = database.pastTriggers()) {
            Sql.update(table, """
                    update silversmith.transformation_step
                       set duration_ms = ?, started_at = ?::timestamptz, finished_at = ?::timestamptz,
                           rows_inserted = case when status = 'succeeded' then 3 end
                     where id = ?
                    """, duration, at, at, step);
        }
    }

    private List<UUID> runnable() throws SQLException {
        return Sql.list(app, UUID.class, "select step_id from silversmith.v_runnable where run_id = ?", run);
    }
}
