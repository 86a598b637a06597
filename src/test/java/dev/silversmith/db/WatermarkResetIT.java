package dev.silversmith.db;

import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The control login sets watermarks by the functions only, and the database says what needs a second person. */
class WatermarkResetIT extends UnitSessions {

    private static final String KEPT = "23001";
    private static final String REASON = "loaded from a wrong file";

    WatermarkResetIT() {
        super("watermark_reset");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "NULL",
            value = {
                // type, stands, initial, wanted, needs a second person
                "timestamptz, 2026-03-10T00:00:00Z, NULL, 2026-03-11T00:00:00Z, false",
                "timestamptz, 2026-03-10T00:00:00Z, NULL, 2026-03-09T00:00:00Z, false",
                "timestamptz, 2026-03-10T00:00:00Z, NULL, 2026-03-09T02:00:00+02:00, false",
                "timestamptz, 2026-03-10T00:00:00Z, NULL, 2026-03-08T23:59:59.999999Z, true",
                "timestamptz, 2026-03-10T00:00:00Z, NULL, 0001-01-01T00:00:00Z, true",
                "timestamptz, 2026-03-10T00:00:00Z, NULL, -infinity, true",
                "timestamptz, 2026-03-10T00:00:00Z, NULL, NULL, true",
                "timestamptz, 2026-03-10T00:00:00Z, 2026-03-09T23:00:00Z, 2026-03-09T23:00:00Z, true",
                "timestamptz, 2026-03-10T00:00:00Z, 2026-03-09T23:00:00Z, 2026-03-09T22:00:00Z, true",
                "timestamptz, 2026-03-10T00:00:00Z, 2026-03-09T23:00:00Z, 2026-03-09T23:00:01Z, false",
                "timestamptz, -infinity, NULL, 2026-03-10T00:00:00Z, false",
                "timestamptz, NULL, NULL, 2026-03-10T00:00:00Z, false",
                "timestamptz, NULL, 2026-03-10T00:00:00Z, 2026-03-10T00:00:00Z, true",
                "timestamptz, NULL, 2026-03-10T00:00:00Z, 2026-03-11T00:00:00Z, false",
                "bigint, 10, NULL, 11, false",
                "bigint, 9, NULL, 10, false",
                "bigint, 10, NULL, 9, true",
                "bigint, 10, 5, 5, true",
                "bigint, 10, NULL, NULL, true",
                "xid8, 9, NULL, 10, false",
                "xid8, 10, NULL, 9, true",
                "text, 9, NULL, 10, true",
                "text, B, NULL, a, false",
            })
    void the_database_decides_in_the_values_type_what_needs_a_second_person(
            String type, String stands, String initial, String wanted, boolean needed) throws Exception {
        UUID procedure = watermark(type, stands, initial);
        UUID reset = Ledger.newId();

        assertThat(request(reset, procedure, wanted, "olga")).isEqualTo("done");

        assertThat(Sql.row(app, "select * from silversmith.watermark_reset where id = ?", reset))
                .containsEntry("from_value", stands)
                .containsEntry("to_value", wanted)
                .containsEntry("requested_by", "olga")
                .containsEntry("needs_approval", needed)
                .containsEntry("status", needed ? "pending_approval" : "applied");
        assertThat(value(procedure)).isEqualTo(needed ? stands : wanted);
    }

    @Test
    void without_a_distance_that_is_free_every_move_back_needs_a_second_person() throws Exception {
        UUID procedure = watermark("timestamptz", "2026-03-10T00:00:00Z", null);
        Sql.update(superuser, "update silversmith.policy set watermark_reset_limit_ms = 0");
        try {
            request(Ledger.newId(), procedure, "2026-03-09T23:59:59.999999Z", "olga");
        } finally {
            Sql.update(superuser, "update silversmith.policy set watermark_reset_limit_ms = 86400000");
        }

        assertThat(value(procedure)).isEqualTo("2026-03-10T00:00:00Z");
    }

    @Test
    void small_steps_back_count_together_until_a_run_moves_the_watermark_or_a_second_person_agrees() throws Exception {
        UUID procedure = watermark("timestamptz", "2026-03-10T00:00:00Z", null);

        assertThat(needsApproval(procedure, "2026-03-09T06:00:00Z")).isFalse();
        assertThat(needsApproval(procedure, "2026-03-09T12:00:00Z"))
                .as("forward")
                .isFalse();
        assertThat(needsApproval(procedure, "2026-03-09T00:00:00Z")).isFalse();
        UUID waiting = Ledger.newId();
        request(waiting, procedure, "2026-03-08T23:00:00Z", "olga");
        assertThat(value(procedure)).isEqualTo("2026-03-09T00:00:00Z");

        assertThat(decide(app, waiting, "anna", "approve")).isEqualTo("done");
        assertThat(value(procedure)).isEqualTo("2026-03-08T23:00:00Z");
        assertThat(needsApproval(procedure, "2026-03-08T00:00:00Z"))
                .as("from where it was approved")
                .isFalse();

        Sql.update(superuser, """
                update silversmith.transformation_watermark set value = '2026-03-08T12:00:00Z', advanced_at = clock_timestamp()
                 where procedure_id = ?
                """, procedure);
        assertThat(needsApproval(procedure, "2026-03-07T13:00:00Z"))
                .as("from where the run left it")
                .isFalse();
        assertThat(needsApproval(procedure, "2026-03-07T11:00:00Z")).isTrue();
    }

    @Test
    void what_cannot_be_done_is_answered_and_changes_nothing() throws Exception {
        UUID procedure = watermark("bigint", "5", null);
        UUID waiting = Ledger.newId();

        assertThat(request(Ledger.newId(), Ledger.newId(), "1", "olga")).isEqualTo("unknown");
        assertThat(request(Ledger.newId(), procedure, "05", "olga")).isEqualTo("unchanged");
        assertThat(request(waiting, procedure, null, "olga")).isEqualTo("done");
        assertThat(request(Ledger.newId(), procedure, "1", "otto")).isEqualTo("pending");
        assertThat(request(Ledger.newId(), watermark("bigint", null, "1"), null, "olga"))
                .isEqualTo("unchanged");
        assertThat(decide(app, Ledger.newId(), "anna", "approve")).isEqualTo("unknown");
        assertThat(cancel(app, Ledger.newId(), "olga")).isEqualTo("unknown");
        assertThatThrownBy(() -> decide(app, waiting, "anna", "APPROVE")).hasMessageContaining("approve or reject");
        assertThatThrownBy(() -> Sql.one(
                        app,
                        String.class,
                        "select silversmith.decide_watermark_reset(?, 'anna', 'reject', ' no ')",
                        waiting))
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> request(Ledger.newId(), procedure, "x", "olga"))
                .hasMessageContaining("bigint");
        assertThatThrownBy(() -> request(Ledger.newId(), watermark("timestamptz", null, null), "infinity", "olga"))
                .hasMessageContaining("never let anything be loaded");
        assertThatThrownBy(() -> Sql.one(
                        app,
                        String.class,
                        "select silversmith.request_watermark_reset(?, ?, '9', '  too short  ', 'olga')",
                        Ledger.newId(),
                        procedure))
                .hasMessageContaining("reason");
        Sql.update(
                app,
                "update silversmith.transformation_watermark set declared = false where procedure_id = ?",
                procedure);
        assertThat(request(Ledger.newId(), procedure, "9", "olga")).isEqualTo("undeclared");
        assertThat(decide(app, waiting, "anna", "approve")).isEqualTo("undeclared");

        assertThat(status(waiting)).isEqualTo("pending_approval");
        assertThat(value(procedure)).isEqualTo("5");
    }

    /** In the session of who asks they may be a day ago, in the session of the next run a year. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "01/12/2026",
                "01.12.2026 00:00:00+00",
                "now",
                "today",
                "2026-12-01T00:00:00",
                "2026-12-01",
                "epoch"
            })
    void a_time_that_depends_on_the_session_is_refused(String value) throws Exception {
        UUID procedure = watermark("timestamptz", "2026-11-30T00:00:00Z", null);
        Sql.execute(app, "set datestyle = 'ISO, DMY'");
        try {
            assertThatThrownBy(() -> request(Ledger.newId(), procedure, value, "olga"))
                    .hasMessageContaining("is not a point in time with its offset");
        } finally {
            Sql.execute(app, "reset datestyle");
        }
        assertThat(value(procedure)).isEqualTo("2026-11-30T00:00:00Z");
    }

    @Test
    void an_approval_counts_from_where_the_watermark_stands_then() throws Exception {
        UUID procedure = watermark("bigint", "5", null);
        UUID reset = waiting(procedure, "1");
        Sql.update(
                superuser,
                "update silversmith.transformation_watermark set value = '8' where procedure_id = ?",
                procedure);

        assertThat(decide(app, reset, "anna", "approve")).isEqualTo("done");

        assertThat(value(procedure)).isEqualTo("1");
        assertThat(Sql.row(app, "select * from silversmith.watermark_reset where id = ?", reset))
                .containsEntry("from_value", "8")
                .containsEntry("to_value", "1")
                .containsEntry("status", "applied")
                .containsEntry("approver", "anna")
                .containsEntry("decision", "approve");
        assertThat(Sql.one(
                        app,
                        String.class,
                        "select updated_by from silversmith.transformation_watermark where procedure_id = ?",
                        procedure))
                .isEqualTo("anna");
        assertThat(decide(app, reset, "anna", "reject")).isEqualTo("ended");
        assertThat(cancel(app, reset, "olga")).isEqualTo("ended");
    }

    @Test
    void a_value_of_another_type_than_the_watermark_has_now_is_not_set() throws Exception {
        UUID procedure = watermark("bigint", null, "5");
        UUID reset = waiting(procedure, "3");
        Sql.update(
                app,
                "update silversmith.transformation_watermark set data_type = 'text' where procedure_id = ?",
                procedure);

        assertThat(decide(app, reset, "anna", "approve")).isEqualTo("undeclared");

        assertThat(value(procedure)).isNull();
        assertThat(status(reset)).isEqualTo("pending_approval");
    }

    @ParameterizedTest
    @ValueSource(strings = {"olga", "OLGA", "olga ", "\tOlga\n", "ｏｌｇａ"})
    void who_asked_neither_approves_nor_rejects_however_the_name_is_written(String name) throws Exception {
        UUID procedure = watermark("bigint", "5", null);
        UUID reset = waiting(procedure, "1");

        assertThat(decide(app, reset, name, "approve")).isEqualTo("same_person");
        assertThat(decide(app, reset, name, "reject")).isEqualTo("same_person");
        assertThatThrownBy(() -> Sql.update(
                        superuser,
                        "update silversmith.watermark_reset set status = 'applied', finished_at = now(), decision = 'approve', approver = ? where id = ?",
                        name,
                        reset))
                .hasMessageContaining("large_reset_needs_a_second_person");

        assertThat(status(reset)).isEqualTo("pending_approval");
        assertThat(value(procedure)).isEqualTo("5");
    }

    @Test
    void a_rejected_or_withdrawn_request_leaves_the_watermark() throws Exception {
        UUID procedure = watermark("bigint", "5", null);
        UUID rejected = waiting(procedure, "1");
        assertThat(decide(app, rejected, "anna", "reject")).isEqualTo("done");
        UUID withdrawn = waiting(procedure, "1");
        assertThat(cancel(app, withdrawn, "olga")).isEqualTo("done");

        assertThat(status(rejected)).isEqualTo("rejected");
        assertThat(status(withdrawn)).isEqualTo("cancelled");
        assertThat(decide(app, withdrawn, "anna", "approve")).isEqualTo("ended");
        assertThat(value(procedure)).isEqualTo("5");
    }

    @Test
    void a_request_that_has_run_out_is_not_decided_and_makes_room_for_the_next() throws Exception {
        UUID procedure = watermark("bigint", "5", null);
        UUID old = waiting(procedure, "1");
        Sql.update(
                superuser, "update silversmith.watermark_reset set expires_at = clock_timestamp() where id = ?", old);

        assertThat(decide(app, old, "anna", "approve")).isEqualTo("expired");
        assertThat(cancel(app, old, "olga")).isEqualTo("expired");
        UUID next = waiting(procedure, "2");
        Sql.update(
                superuser, "update silversmith.watermark_reset set expires_at = clock_timestamp() where id = ?", next);
        Sql.execute(app, "select silversmith.expire_watermark_resets()");

        assertThat(status(old)).isEqualTo("expired");
        assertThat(status(next)).isEqualTo("expired");
        assertThat(value(procedure)).isEqualTo("5");
    }

    @Test
    void a_watermark_that_a_running_unit_holds_is_not_touched() throws Exception {
        Claim claim = ledger.claimedStep();
        UUID procedure = Sql.one(
                app, UUID.class, "select procedure_id from silversmith.transformation_step where id = ?", claim.lead());
        watermarkOf(procedure, "bigint", "5", null);
        UUID asked = waiting(procedure, "1");
        unit.begin(claim);

        assertThat(request(Ledger.newId(), procedure, "9", "olga")).isEqualTo("busy");
        assertThat(decide(app, asked, "anna", "approve")).isEqualTo("busy");
        unit.record(claim.lead(), claim.lead(), claim.token(), null, "7");
        assertThat(request(Ledger.newId(), procedure, "9", "olga")).isEqualTo("busy");
        unit.commit();

        assertThat(value(procedure)).isEqualTo("7");
        assertThat(decide(app, asked, "anna", "approve")).isEqualTo("done");
        assertThat(value(procedure)).isEqualTo("1");
    }

    @Test
    void a_watermark_is_not_touched_while_a_procedure_that_commits_by_itself_is_under_way() throws Exception {
        UUID procedure = watermark("bigint", "5", null);
        UUID asked = waiting(procedure, "1");
        UUID step = ledger.pendingStep(ledger.runningRun(), procedure, 1);
        Sql.update(superuser, "update silversmith.transformation_step set transaction = 'own' where id = ?", step);
        Claim claim = ledger.claim(step);
        unit.begin(claim);
        unit.commit();

        assertThat(request(Ledger.newId(), procedure, "9", "olga")).isEqualTo("busy");
        assertThat(decide(app, asked, "anna", "approve")).isEqualTo("busy");
        unit.record(step, step, claim.token(), null, "7");

        assertThat(value(procedure)).isEqualTo("7");
        assertThat(request(Ledger.newId(), procedure, "9", "olga")).isEqualTo("done");
        assertThat(decide(app, asked, "anna", "approve")).isEqualTo("done");
        assertThat(value(procedure)).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from silversmith.transformation_watermark where procedure_id = '$p'",
                "update silversmith.transformation_watermark set data_type = 'text' where procedure_id = '$p'",
                "update silversmith.transformation_procedure set procedure_name = 'gone' where id = '$p'",
                "update silversmith.transformation_procedure set schema_name = 'gone' where id = '$p'",
            })
    void a_watermark_that_stands_cannot_be_lost_whoever_tries(String attempt) throws Exception {
        UUID procedure = watermark("bigint", "5", null);
        String statement = attempt.replace("$p", procedure.toString());

        for (Connection login : new Connection[] {app, superuser}) {
            assertThatThrownBy(() -> Sql.execute(login, statement)).satisfies(state(KEPT));
        }

        assertThat(value(procedure)).isEqualTo("5");
    }

    @Test
    void a_watermark_never_becomes_another_procedures_nor_goes_with_all_of_them_nor_with_its_procedure()
            throws Exception {
        UUID procedure = watermark("bigint", "5", null);
        UUID other = ledger.procedure();

        assertThatThrownBy(() -> Sql.update(
                        superuser,
                        "update silversmith.transformation_watermark set procedure_id = ? where procedure_id = ?",
                        other,
                        procedure))
                .satisfies(state(KEPT));
        assertThatThrownBy(() -> Sql.execute(superuser, "truncate silversmith.transformation_watermark"))
                .satisfies(state(KEPT));
        assertThatThrownBy(() ->
                        Sql.update(app, "delete from silversmith.transformation_procedure where id = ?", procedure))
                .hasMessageContaining("transformation_watermark");
        assertThat(value(procedure)).isEqualTo("5");
    }

    @Test
    void a_watermark_that_stands_nowhere_can_go_but_not_its_procedure_if_somebody_asked_to_set_it() throws Exception {
        UUID procedure = watermark("bigint", "5", null);
        decide(app, waiting(procedure, null), "anna", "approve");

        Sql.update(app, "delete from silversmith.transformation_watermark where procedure_id = ?", procedure);

        assertThatThrownBy(() ->
                        Sql.update(app, "delete from silversmith.transformation_procedure where id = ?", procedure))
                .hasMessageContaining("watermark_reset");
    }

    private UUID watermark(String type, String value, String initial) throws SQLException {
        UUID procedure = ledger.procedure();
        watermarkOf(procedure, type, value, initial);
        return procedure;
    }

    private void watermarkOf(UUID procedure, String type, String value, String initial) throws SQLException {
        Sql.update(superuser, """
                insert into silversmith.transformation_watermark (id, procedure_id, data_type, value, initial_value, updated_by)
                values (?, ?, ?, ?, ?, 'engineer')
                """, Ledger.newId(), procedure, type, value, initial);
    }

    private boolean needsApproval(UUID procedure, String wanted) throws SQLException {
        UUID reset = Ledger.newId();
        assertThat(request(reset, procedure, wanted, "olga")).isEqualTo("done");
        return Sql.one(
                app, Boolean.class, "select needs_approval from silversmith.watermark_reset where id = ?", reset);
    }

    /** A request that waits for a second person. */
    private UUID waiting(UUID procedure, String wanted) throws SQLException {
        UUID reset = Ledger.newId();
        assertThat(request(reset, procedure, wanted, "olga")).isEqualTo("done");
        assertThat(status(reset)).isEqualTo("pending_approval");
        return reset;
    }

    private String request(UUID reset, UUID procedure, String wanted, String actor) throws SQLException {
        return Sql.one(
                app,
                String.class,
                "select silversmith.request_watermark_reset(?, ?, ?, ?, ?)",
                reset,
                procedure,
                wanted,
                REASON,
                actor);
    }

    private static String decide(Connection login, UUID reset, String actor, String decision) throws SQLException {
        return Sql.one(
                login,
                String.class,
                "select silversmith.decide_watermark_reset(?, ?, ?, 'looked at the file')",
                reset,
                actor,
                decision);
    }

    private static String cancel(Connection login, UUID reset, String actor) throws SQLException {
        return Sql.one(login, String.class, "select silversmith.cancel_watermark_reset(?, ?)", reset, actor);
    }

    private String status(UUID reset) throws SQLException {
        return Sql.one(app, String.class, "select status from silversmith.watermark_reset where id = ?", reset);
    }

    private String value(UUID procedure) throws SQLException {
        return Sql.one(
                app,
                String.class,
                "select value from silversmith.transformation_watermark where procedure_id = ?",
                procedure);
    }
}
