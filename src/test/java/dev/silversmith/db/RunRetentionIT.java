package dev.silversmith.db;

import static dev.silversmith.db.RunRow.anIncrementalRun;
import static dev.silversmith.db.SqlState.INSUFFICIENT_PRIVILEGE;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that go by age: which, with what, and what stays. */
class RunRetentionIT {

    private static final List<String> OF_A_RUN =
            List.of("transformation_step", "transformation_step_log", "refresh_execution", "run_event", "notification");

    private TestDatabase database;
    private Connection app;
    private Connection superuser;
    private Ledger ledger;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.fresh("purge");
        app = database.asApp();
        superuser = database.asSuperuser();
        ledger = new Ledger(app);
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        superuser.close();
    }

    @Test
    void a_run_older_than_the_retention_goes_with_everything_it_wrote_and_its_batch_job() throws Exception {
        UUID old = failedRun(500);
        writeEverything(old);
        UUID young = failedRun(399);
        writeEverything(young);

        assertThat(purge(20)).isEqualTo(1);

        assertThat(runs()).containsExactly(young);
        for (String table : OF_A_RUN) {
            assertThat(Sql.list(superuser, UUID.class, "select distinct run_id from silversmith." + table))
                    .as(table)
                    .containsExactly(young);
        }
        assertThat(Sql.list(superuser, String.class, "select jobxmlname from batch.wlpjobinstance"))
                .containsExactly("silversmith-run-" + young);
        for (String table : List.of(
                "wlpjobexecution",
                "wlpjobparameter",
                "wlpgroupassociation",
                "wlpstepthreadinstance",
                "wlpstepthreadexecution",
                "wlpremotablepartition")) {
            assertThat(Sql.one(superuser, Long.class, "select count(*) from batch." + table))
                    .as(table)
                    .isEqualTo(1);
        }
        assertThat(purge(20)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending_approval", "queued", "running", "cancelling"})
    void a_run_that_has_not_ended_stays_however_old_it_is(String status) throws Exception {
        try (Connection table = database.pastTriggers()) {
            anIncrementalRun()
                    .in(status)
                    .with("requested_at", "now")
                    .with("started_at", "2001-01-01")
                    .insert(table);
        }

        assertThat(purge(20)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled", "rejected", "expired"})
    void whatever_has_ended_goes_by_its_age(String status) throws Exception {
        try (Connection table = database.pastTriggers()) {
            anIncrementalRun().in(status).with("finished_at", "2001-01-01").insert(table);
        }

        assertThat(purge(20)).isEqualTo(1);
    }

    @Test
    void the_run_of_a_procedures_last_success_stays_so_that_its_freshness_is_known() throws Exception {
        UUID procedure = ledger.procedure();
        Sql.update(
                app,
                "update silversmith.transformation_procedure set freshness_limit_ms = 86400000 where id = ?",
                procedure);
        UUID first = succeededRun(700, procedure);
        UUID last = succeededRun(600, procedure);
        UUID failure = failedRun(500, procedure);

        assertThat(purge(20)).isEqualTo(2);

        assertThat(runs()).containsExactly(last).doesNotContain(first, failure);
        assertThat(Sql.one(
                        app,
                        Boolean.class,
                        "select last_success_at < now() - interval '599 days' and stale from silversmith.v_freshness"))
                .isTrue();

        succeededRun(1, procedure);
        assertThat(purge(20)).as("it has a later one now").isEqualTo(1);
    }

    @Test
    void the_success_of_a_dry_run_is_no_reason_to_forget_the_last_real_one() throws Exception {
        UUID procedure = ledger.procedure();
        UUID real = succeededRun(600, procedure);
        UUID dry = succeededRun(500, procedure);
        past("update silversmith.transformation_run set dry_run = true where id = ?", dry);

        assertThat(purge(20)).isEqualTo(1);

        assertThat(runs()).containsExactly(real);
    }

    @Test
    void the_run_of_a_views_last_refresh_stays() throws Exception {
        UUID view = view();
        UUID first = failedRun(700);
        UUID last = failedRun(600);
        refresh(first, view, 700);
        refresh(last, view, 600);

        assertThat(purge(20)).isEqualTo(1);

        assertThat(runs()).containsExactly(last);
    }

    @Test
    void a_watermark_stays_where_the_purged_run_has_left_it() throws Exception {
        UUID procedure = ledger.procedure();
        UUID run = failedRun(500, procedure);
        Sql.update(superuser, """
                insert into silversmith.transformation_watermark (id, procedure_id, data_type, value, advanced_by_step_id, updated_by)
                select ?, procedure_id, 'bigint', '5', id, 'engineer' from silversmith.transformation_step where run_id = ?
                """, Ledger.newId(), run);

        assertThat(purge(20)).isEqualTo(1);

        assertThat(Sql.one(superuser, String.class, "select value from silversmith.transformation_watermark"))
                .isEqualTo("5");
    }

    @Test
    void the_oldest_go_first_a_few_at_a_time_and_each_batch_is_one_event_with_their_numbers() throws Exception {
        UUID young = failedRun(401);
        failedRun(403);
        failedRun(402);
        long events = auditEvents();

        assertThat(purge(2)).isEqualTo(2);

        assertThat(runs()).containsExactly(young);
        assertThat(auditEvents()).as("and none of before is gone").isEqualTo(events + 1);
        assertThat(Sql.one(superuser, String.class, """
                select actor || ' ' || action || ' ' || object_type || ' ' || object_id || ' ' || (after ->> 'numbers')
                  from silversmith.audit_event order by seq desc limit 1
                """)).isEqualTo("system:here run.purge run 2-3 [2, 3]");
        assertThat(purge(2)).isEqualTo(1);
    }

    @Test
    void two_servers_share_the_work_and_a_run_that_is_being_resumed_is_left_alone() throws Exception {
        UUID resumed = failedRun(403);
        failedRun(402);
        failedRun(401);
        try (Connection other = database.asApp();
                Connection person = database.asSuperuser()) {
            person.setAutoCommit(false);
            Sql.one(
                    person,
                    UUID.class,
                    "select id from silversmith.transformation_run where id = ? for update",
                    resumed);
            other.setAutoCommit(false);
            assertThat(Sql.one(other, Integer.class, "select silversmith.purge_runs(1)"))
                    .isEqualTo(1);
            // The head of the trail is the other's until its commit: what is left to purge is counted without waiting
            // for it.
            assertThat(Sql.one(superuser, Long.class, """
                    select count(*) from (select from silversmith.transformation_run for update skip locked) free
                    """)).isEqualTo(1);
            other.commit();
            assertThat(purge(20)).isEqualTo(1);
            person.rollback();
        }
        assertThat(runs()).containsExactly(resumed);
    }

    @Test
    void its_key_stays_spent() throws Exception {
        UUID run = failedRun(500);
        purge(20);

        assertThat(Sql.list(app, UUID.class, "select id from silversmith.idempotency_key where id = ?", run))
                .containsExactly(run);
        assertThatThrownBy(() -> anIncrementalRun()
                        .with("idempotency_key", run.toString())
                        .insert(app))
                .hasMessageContaining("one_run_per_key_for_ever");
    }

    @Test
    void the_policy_says_what_is_old_enough_and_the_control_login_cannot_change_it() throws Exception {
        failedRun(30);
        assertThat(purge(20)).isZero();
        assertThatThrownBy(() -> Sql.update(app, "update silversmith.policy set run_retention_ms = 1"))
                .satisfies(state(INSUFFICIENT_PRIVILEGE));

        Sql.update(superuser, "update silversmith.policy set run_retention_ms = 29 * 86400000::bigint");
        assertThat(purge(20)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transformation_run", "transformation_step"})
    void there_is_no_other_way_for_the_control_login_to_delete_a_run(String table) {
        assertThatThrownBy(() -> Sql.update(app, "delete from silversmith." + table))
                .satisfies(state(INSUFFICIENT_PRIVILEGE));
    }

    @Test
    void the_control_login_makes_no_run_and_no_success_older_or_younger_than_it_is() throws Exception {
        UUID run = succeededRun(1, ledger.procedure());
        refresh(run, view(), 1);
        for (String change : List.of(
                "transformation_run set finished_at = now() - interval '500 days'",
                "transformation_step set finished_at = now() - interval '500 days'",
                "refresh_execution set finished_at = now() + interval '500 days'")) {
            assertThatThrownBy(() -> Sql.update(app, "update silversmith." + change))
                    .as(change)
                    .satisfies(state("SM002"));
        }

        UUID ending = ledger.runningRun();
        Sql.update(
                app,
                "update silversmith.transformation_run set status = 'failed', finished_at = now() - interval '500 days' where id = ?",
                ending);
        assertThat(purge(20)).isZero();
        assertThat(Sql.one(
                        app,
                        Boolean.class,
                        "select finished_at > now() - interval '1 minute' from silversmith.transformation_run where id = ?",
                        ending))
                .isTrue();
    }

    @Test
    void what_stays_is_found_by_an_index_however_often_a_procedure_has_succeeded() throws Exception {
        UUID last = succeededRun(500, ledger.procedure());
        past("""
                with old as (
                  insert into silversmith.transformation_run overriding user value
                  select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'number', 1000 + n, 'finished_at',
                           r.finished_at - n * interval '1 minute', 'idempotency_key', 'k' || n))).*
                    from silversmith.transformation_run r, generate_series(1, 3000) n where r.id = ?
                  returning id, finished_at)
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, started_at, finished_at)
                select gen_random_uuid(), o.id, procedure_id, 1, kind, unit, stage, ordinal, status, started_at, o.finished_at
                  from silversmith.transformation_step s, old o where s.run_id = ?
                """, last, last);
        Sql.execute(superuser, "analyze silversmith.transformation_step");

        assertThat(Sql.list(superuser, UUID.class, "select silversmith.runs_of_last_successes()"))
                .containsExactly(last);
        String plan = String.join(
                "\n",
                Sql.list(
                        superuser,
                        String.class,
                        "explain (analyze, costs off, timing off, summary off) " + body("runs_of_last_successes")));
        assertThat(plan).contains("using transformation_step_success");
        assertThat(plan).containsPattern("transformation_step_success.*rows=1(\\.00)? ");
        assertThat(purge(1000)).isEqualTo(1000);
    }

    private String body(String function) throws SQLException {
        Sql.execute(superuser, "set search_path = pg_catalog, silversmith, pg_temp");
        return Sql.one(superuser, String.class, "select prosrc from pg_proc where proname = ?", function);
    }

    @Test
    void a_batch_ends_after_some_thousand_steps_and_one_run_of_more_goes_by_itself() throws Exception {
        UUID large = failedRun(600);
        failedRun(500);
        failedRun(450);
        past("""
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, started_at, finished_at)
                select gen_random_uuid(), run_id, procedure_id, 1 + n, kind, unit, stage, ordinal, status, started_at, finished_at
                  from silversmith.transformation_step s, generate_series(1, 2500) n where s.run_id = ?
                """, large);

        assertThat(purge(20)).isEqualTo(1);
        assertThat(runs()).doesNotContain(large);
        assertThat(purge(20)).isEqualTo(2);
    }

    @Test
    void it_gives_way_to_a_unit_that_holds_a_watermark() throws Exception {
        UUID procedure = ledger.procedure();
        UUID run = failedRun(500, procedure);
        Sql.update(superuser, """
                insert into silversmith.transformation_watermark (id, procedure_id, data_type, value, advanced_by_step_id, updated_by)
                select ?, procedure_id, 'bigint', '5', id, 'engineer' from silversmith.transformation_step where run_id = ?
                """, Ledger.newId(), run);
        superuser.setAutoCommit(false);
        Sql.execute(superuser, "update silversmith.transformation_watermark set value = '6'");

        assertThat(purge(20)).isZero();

        superuser.commit();
        superuser.setAutoCommit(true);
        assertThat(purge(20)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "null"})
    void an_odd_limit_is_refused(String limit) {
        assertThatThrownBy(() -> Sql.one(app, Integer.class, "select silversmith.purge_runs(" + limit + ")"))
                .hasMessageContaining("from 1 to 1000 runs are purged at once");
    }

    private int purge(int most) throws SQLException {
        Sql.execute(app, "set silversmith.server_id = 'here'");
        return Sql.one(app, Integer.class, "select silversmith.purge_runs(?)", most);
    }

    private List<UUID> runs() throws SQLException {
        return Sql.list(app, UUID.class, "select id from silversmith.transformation_run order by number");
    }

    private long auditEvents() throws SQLException {
        return Sql.one(superuser, Long.class, "select count(*) from silversmith.audit_event");
    }

    private UUID failedRun(int daysAgo) throws SQLException {
        return failedRun(daysAgo, ledger.procedure());
    }

    private UUID failedRun(int daysAgo, UUID procedure) throws SQLException {
        return run(daysAgo, procedure, "failed");
    }

    private UUID succeededRun(int daysAgo, UUID procedure) throws SQLException {
        return run(daysAgo, procedure, "succeeded");
    }

    /** A run of one procedure that ended as its only attempt, so many days ago. */
    private UUID run(int daysAgo, UUID procedure, String status) throws SQLException {
        UUID run = ledger.runningRun();
        ledger.end(ledger.pendingStep(run, procedure, 1), status);
        Map.of("transformation_run", "id", "transformation_step", "run_id")
                .forEach((table, key) -> end(table, key, run, status, daysAgo));
        return run;
    }

    private void end(String table, String key, UUID run, String status, int daysAgo) {
        try {
            past("""
                    update silversmith.%s
                       set status = ?, started_at = now() - ? * interval '1 day', finished_at = now() - ? * interval '1 day'
                     where %s = ?
                    """.formatted(table, key), status, daysAgo, daysAgo, run);
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private void past(String sql, Object... values) throws SQLException {
        try (Connection table = database.pastTriggers()) {
            Sql.update(table, sql, values);
        }
    }

    private UUID view() throws SQLException {
        UUID view = Ledger.newId();
        Sql.update(
                superuser,
                "insert into silversmith.refresh_target (id, schema_name, view_name, updated_by) values (?, 'silver', ?, 'engineer')",
                view,
                "mv_" + view);
        return view;
    }

    private void refresh(UUID run, UUID view, int daysAgo) throws SQLException {
        past("""
                insert into silversmith.refresh_execution (id, run_id, refresh_target_id, trigger, status, finished_at)
                values (gen_random_uuid(), ?, ?, 'success', 'succeeded', now() - ? * interval '1 day')
                """, run, view, daysAgo);
    }

    /** A row of every table that knows the run. */
    private void writeEverything(UUID run) throws SQLException {
        Sql.update(superuser, """
                insert into silversmith.transformation_step_log (step_id, run_id, line, level, event, message)
                select id, run_id, 1, 'notice', 'message', 'a line' from silversmith.transformation_step where run_id = ?
                """, run);
        Sql.update(superuser, """
                insert into silversmith.run_event (id, run_id, seq, kind) values (gen_random_uuid(), ?, 99, 'test')
                """, run);
        Sql.update(superuser, """
                insert into silversmith.notification (id, kind, run_id, payload) values (gen_random_uuid(), 'run.failed', ?, '{}')
                """, run);
        UUID view = view();
        past("""
                insert into silversmith.refresh_execution (id, run_id, refresh_target_id, trigger, status, finished_at)
                values (gen_random_uuid(), ?, ?, 'success', 'failed', now())
                """, run, view);
        Sql.update(superuser, """
                with instance as (
                  insert into batch.wlpjobinstance (batchstatus, createtime, instancestate, jobxmlname, numexecs)
                  values (4, localtimestamp, 4, 'silversmith-run-' || ?::text, 1) returning jobinstanceid as id
                ), execution as (
                  insert into batch.wlpjobexecution (batchstatus, createtime, execnum, fk_jobinstanceid)
                  select 4, localtimestamp, 1, id from instance returning jobexecid as id
                ), parameter as (
                  insert into batch.wlpjobparameter (name, value, fk_jobexecid) select 'runId', 'x', id from execution
                ), groups as (
                  insert into batch.wlpgroupassociation (fk_jobinstanceid, groupnames) select id, 'x' from instance
                ), partition as (
                  insert into batch.wlpremotablepartition (partnum, stepname, fk_jobexecutionid) select 0, 's', id from execution
                ), step as (
                  insert into batch.wlpstepthreadexecution
                    (batchstatus, m_commit, m_filter, internalstatus, partnum, m_processskip, m_read, m_readskip, m_rollback, stepname,
                     m_write, m_writeskip, fk_jobexecid)
                  select 4, 0, 0, 0, 0, 0, 0, 0, 0, 's', 0, 0, id from execution returning stepexecid as id
                )
                insert into batch.wlpstepthreadinstance (partnum, stepname, fk_jobinstanceid, fk_latest_stepexecid, startcount)
                select 0, 's', instance.id, step.id, 1 from instance, step
                """, run);
    }
}
