package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.pg.AuditCheck;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each change of a run's or a reset's status is one event of the trail, whoever makes it, by whatever statement. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditStatusIT {

    private TestDatabase database;
    private Connection superuser;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("audit_status");
        superuser = database.asSuperuser();
    }

    @AfterAll
    void verify() throws SQLException {
        assertThat(AuditCheck.verify(superuser, Optional.empty()).problems()).isEmpty();
        superuser.close();
    }

    @Test
    void an_incremental_run_that_is_cancelled_resumed_and_fails() throws Exception {
        UUID run = RunRow.anIncrementalRun().insert(superuser);
        change(run, "status = 'running', started_at = now(), owner_server = 's1'");
        change(run, "lease_until = now() + interval '1 minute'");
        change(run, "status = 'cancelling', cancel_requested_by = 'carol'");
        change(run, "status = 'cancelled', finished_at = now()");
        change(
                run,
                "status = 'queued', finished_at = null, resumed_by = 'dave', resume_reason = 'it was the wrong one'");
        change(run, "status = 'running', owner_server = 's2'");
        change(run, "status = 'failed', finished_at = now(), error = 'boom', rows_affected = 3");

        assertThat(events(run))
                .containsExactly(
                        "alice run.request null null>queued",
                        "system:s1 run.start null queued>running",
                        "carol run.cancel null running>cancelling",
                        "system:s1 run.end null cancelling>cancelled",
                        "dave run.resume it was the wrong one cancelled>queued",
                        "system:s2 run.start null queued>running",
                        "system:s2 run.end null running>failed");
        assertThat(last(run)).isEqualTo("{\"error\": \"boom\", \"status\": \"failed\", \"rowsAffected\": 3}");
    }

    @Test
    void a_full_run_that_is_approved_and_succeeds() throws Exception {
        UUID run = aFullRequest().insert(superuser);
        change(
                run,
                "status = 'queued', approver = 'bob', decision = 'approve', decided_at = now(), decision_reason = 'looks right',"
                        + " approved_fingerprint = 'plan'");
        change(run, "status = 'running', started_at = now(), owner_server = 's1'");
        change(run, "status = 'succeeded', finished_at = now()");

        assertThat(events(run))
                .containsExactly(
                        "alice run.request rebuild after a correction null>pending_approval",
                        "bob run.approve looks right pending_approval>queued",
                        "system:s1 run.start null queued>running",
                        "system:s1 run.end null running>succeeded");
    }

    @Test
    void a_request_says_what_was_asked_for() throws Exception {
        UUID run = RunRow.anIncrementalRun()
                .with("selection", "tag:daily")
                .with("exclusion", "silver.b")
                .with("timeout_ms", 60_000)
                .with("time_zone", "Europe/Zurich")
                .with("plan_fingerprint", "abc")
                .with("idempotency_key", "key-1")
                .insert(superuser);
        Sql.update(superuser, "delete from silversmith.transformation_run where id = ?", run);

        assertThat(last(run))
                .contains(
                        "\"select\": \"tag:daily\"",
                        "\"exclude\": \"silver.b\"",
                        "\"timeoutMs\": 60000",
                        "\"timeZone\": \"Europe/Zurich\"",
                        "\"planFingerprint\": \"abc\"",
                        "\"idempotencyKey\": \"key-1\"",
                        "\"mode\": \"incremental\"",
                        "\"transactionScope\": \"per_procedure\"",
                        "\"maxParallel\": 4",
                        "\"onFailure\": \"continue\"",
                        "\"onOverlap\": \"queue\"",
                        "\"trigger\": \"api\"",
                        "\"dryRun\": false",
                        "\"parameters\": {}")
                .doesNotContain("null");
    }

    /** Whoever has to wait for something after the change does not keep everybody else waiting. */
    @Test
    void nobody_waits_for_a_transaction_that_has_changed_a_run_before_its_commit() throws Exception {
        UUID changed = RunRow.anIncrementalRun().insert(superuser);
        superuser.setAutoCommit(false);
        RunRow.anIncrementalRun().insert(superuser);
        change(changed, "status = 'cancelled', cancel_requested_by = 'carol', finished_at = now()");

        try (Connection other = database.asApp()) {
            Sql.execute(other, "set lock_timeout = '5s'");
            Sql.rows(other, "select silversmith.record_audit('alice', 'run.refuse', 'request', 'k', null, null, null)");
        } finally {
            superuser.rollback();
            superuser.setAutoCommit(true);
        }
        assertThat(events(changed)).containsExactly("alice run.request null null>queued");
    }

    @Test
    void a_value_of_null_in_the_parameters_is_kept() throws Exception {
        superuser.setAutoCommit(false);
        UUID run = RunRow.anIncrementalRun().insert(superuser);
        superuser.rollback();
        superuser.setAutoCommit(true);
        Sql.update(superuser, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, parameters)
                values (?, ?, 'f', 'incremental', 'per_procedure', 'queued', 1, 'alice', '{"silver.a": {"p": null}}')
                """, run, run.toString());

        assertThat(last(run)).contains("\"parameters\": {\"silver.a\": {\"p\": null}}");
    }

    @Test
    void a_request_that_is_rejected() throws Exception {
        UUID run = aFullRequest().insert(superuser);
        change(
                run,
                "status = 'rejected', finished_at = now(), approver = 'bob', decision = 'reject', decided_at = now(),"
                        + " decision_reason = 'not today'");

        assertThat(events(run)).endsWith("bob run.reject not today pending_approval>rejected");
    }

    @Test
    void a_request_that_expires_is_ended_by_the_server_that_the_transaction_names() throws Exception {
        UUID named = aFullRequest().insert(superuser);
        UUID unnamed = aFullRequest().insert(superuser);
        superuser.setAutoCommit(false);
        Sql.execute(superuser, "set local silversmith.server_id = 's3'");
        change(named, "status = 'expired', finished_at = now()");
        superuser.commit();
        superuser.setAutoCommit(true);
        change(unnamed, "status = 'expired', finished_at = now()");

        assertThat(events(named))
                .endsWith("system:s3 run.expire null pending_approval>expired")
                .hasSize(2);
        assertThat(events(unnamed))
                .endsWith("system run.expire null pending_approval>expired")
                .hasSize(2);
    }

    @Test
    void a_run_that_is_cancelled_before_it_began_has_no_second_event_of_its_end() throws Exception {
        UUID queued = RunRow.anIncrementalRun().insert(superuser);
        UUID waiting = aFullRequest().insert(superuser);
        change(queued, "status = 'cancelled', finished_at = now(), cancel_requested_by = 'carol'");
        change(waiting, "status = 'cancelled', finished_at = now(), cancel_requested_by = 'alice'");

        assertThat(events(queued))
                .containsExactly("alice run.request null null>queued", "carol run.cancel null queued>cancelled");
        assertThat(events(waiting))
                .endsWith("alice run.cancel null pending_approval>cancelled")
                .hasSize(2);
    }

    @Test
    void a_run_that_could_not_be_started_has_ended() throws Exception {
        UUID run = RunRow.anIncrementalRun().insert(superuser);
        change(run, "status = 'failed', started_at = now(), finished_at = now(), error = 'no job'");

        assertThat(events(run)).endsWith("system run.end null queued>failed").hasSize(2);
    }

    @Test
    void an_imported_run_is_one_event() throws Exception {
        UUID run =
                RunRow.anIncrementalRun().in("succeeded").with("imported", true).insert(superuser);

        assertThat(events(run)).containsExactly("alice run.import null null>succeeded");
    }

    @Test
    void changes_of_one_transaction_are_told_one_by_one() throws Exception {
        superuser.setAutoCommit(false);
        UUID run = RunRow.anIncrementalRun().insert(superuser);
        change(run, "status = 'running', started_at = now(), owner_server = 's1'");
        change(run, "status = 'succeeded', finished_at = now()");
        superuser.commit();
        superuser.setAutoCommit(true);

        assertThat(events(run))
                .containsExactly(
                        "alice run.request null null>queued",
                        "system:s1 run.start null queued>running",
                        "system:s1 run.end null running>succeeded");
    }

    @Test
    void a_reset_that_needs_nobody_else_is_one_event() throws Exception {
        UUID procedure = new Ledger(superuser).procedure();
        reset(procedure, "applied", false);

        assertThat(resets(procedure))
                .containsExactly("alice watermark.reset the source was loaded again >applied 9>null");
    }

    @Test
    void every_end_of_a_reset_that_waits_for_a_second_person() throws Exception {
        for (Map.Entry<String, String> end : Map.of(
                        "status = 'applied', approver = 'bob', decision = 'approve', decision_reason = 'yes'",
                        "bob watermark.approve yes pending_approval>applied 9>null",
                        "status = 'rejected', approver = 'bob', decision = 'reject', decision_reason = 'no'",
                        "bob watermark.reject no pending_approval>rejected 9>null",
                        "status = 'cancelled', cancelled_by = 'alice'",
                        "alice watermark.cancel null pending_approval>cancelled 9>null",
                        "status = 'expired'",
                        "system watermark.expire null pending_approval>expired 9>null")
                .entrySet()) {
            UUID procedure = new Ledger(superuser).procedure();
            UUID reset = reset(procedure, "pending_approval", true);
            Sql.update(
                    superuser,
                    "update silversmith.watermark_reset set finished_at = now(), " + end.getKey() + " where id = ?",
                    reset);

            assertThat(resets(procedure))
                    .containsExactly(
                            "alice watermark.request the source was loaded again >pending_approval 9>null",
                            end.getValue());
        }
    }

    private static RunRow aFullRequest() {
        return RunRow.anIncrementalRun()
                .with("mode", "full")
                .with("status", "pending_approval")
                .with("confirmed", true)
                .with("reason", "rebuild after a correction")
                .with("approval_asked_by", "alice")
                .with("plan_fingerprint", "plan");
    }

    private UUID reset(UUID procedure, String status, boolean needsApproval) throws SQLException {
        UUID id = Ledger.newId();
        Sql.update(superuser, """
                insert into silversmith.watermark_reset
                  (id, procedure_id, data_type, from_value, reason, requested_by, needs_approval, status, finished_at)
                values (?, ?, 'bigint', '9', 'the source was loaded again', 'alice', ?, ?, case when not ? then now() end)
                """, id, procedure, needsApproval, status, needsApproval);
        return id;
    }

    private void change(UUID run, String assignments) throws SQLException {
        Sql.update(superuser, "update silversmith.transformation_run set " + assignments + " where id = ?", run);
    }

    private List<String> events(UUID run) throws SQLException {
        return Sql.list(superuser, String.class, """
                select concat_ws(' ', actor, action, coalesce(reason, 'null'),
                                 coalesce(before ->> 'status', 'null') || '>' || (after ->> 'status'))
                  from silversmith.audit_event
                 where object_type = 'run' and object_id = ?
                 order by seq
                """, run.toString());
    }

    private List<String> resets(UUID procedure) throws SQLException {
        return Sql.list(superuser, String.class, """
                select concat_ws(' ', actor, action, coalesce(reason, 'null'),
                                 coalesce(before ->> 'status', '') || '>' || (after ->> 'status'),
                                 coalesce(before ->> 'value', 'null') || '>' || coalesce(after ->> 'value', 'null'))
                  from silversmith.audit_event
                 where object_type = 'watermark'
                   and object_id = (select schema_name || '.' || procedure_name
                                      from silversmith.transformation_procedure where id = ?)
                 order by seq
                """, procedure);
    }

    private String last(UUID run) throws SQLException {
        return Sql.one(
                superuser,
                String.class,
                "select after::text from silversmith.audit_event where object_id = ? order by seq desc limit 1",
                run.toString());
    }
}
