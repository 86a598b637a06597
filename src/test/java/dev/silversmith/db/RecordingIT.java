package dev.silversmith.db;

import static dev.silversmith.db.SqlState.NOT_RUNNING;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions by which a unit's own transaction records its success. */
class RecordingIT extends UnitSessions {

    RecordingIT() {
        super("recording");
    }

    @BeforeAll
    void createWarehouse() throws SQLException {
        try (Connection connection = database.asSuperuser()) {
            Sql.execute(connection, """
                    create schema silver;
                    create table silver.effect (id integer);
                    grant usage on schema silver to silversmith_warehouse;
                    grant all on silver.effect to silversmith_warehouse;
                    """);
        }
    }

    @Test
    void a_claimed_attempt_succeeds_in_the_transaction_that_holds_its_effects() throws Exception {
        Claim claim = ledger.claimedStep();

        List<Map<String, Object>> begun = unit.begin(claim);
        Sql.execute(warehouse, "insert into silver.effect select generate_series(1, 30)");
        unit.settle();
        unit.record(claim);
        unit.commit();

        Map<String, Object> step = step(claim.lead());
        assertThat(begun).singleElement().satisfies(row -> {
            assertThat(row.get("step_id")).isEqualTo(claim.lead());
            assertThat(row.get("watermark")).isNull();
            assertThat(row.get("transaction_id")).isEqualTo(step.get("transaction_id"));
        });
        assertThat(step)
                .containsEntry("status", "succeeded")
                .containsEntry("rows_affected", 30L)
                .containsEntry("rows_inserted", 30L)
                .containsEntry("rows_updated", 0L)
                .containsEntry("rows_deleted", 0L)
                .containsEntry("rows_reported", 7L)
                .containsEntry("warning_count", 2)
                .containsEntry("finished", true)
                .containsEntry("duration_is_the_difference", true);
        assertThat((String) step.get("table_stats"))
                .isEqualTo("[{\"read\": false, \"table\": \"silver.effect\", \"deleted\": 0, \"updated\": 0,"
                        + " \"inserted\": 30, \"truncated\": false}]");
        assertThat((String) step.get("parameters")).contains("p_since");
    }

    @Test
    void a_rolled_back_unit_leaves_the_attempt_running_and_no_effect() throws Exception {
        Claim claim = ledger.claimedStep();
        long effects = effects();

        unit.begin(claim);
        Sql.execute(warehouse, "insert into silver.effect values (1)");
        unit.record(claim);
        unit.rollback();

        assertThat(ledger.status(claim.lead())).isEqualTo("running");
        assertThat(effects()).isEqualTo(effects);
    }

    @Test
    void what_was_not_measured_is_recorded_as_unknown_not_as_zero() throws Exception {
        Claim claim = ledger.claimedStep();

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, null);
        unit.commit();

        assertThat(step(claim.lead()))
                .containsEntry("status", "succeeded")
                .containsEntry("rows_affected", null)
                .containsEntry("rows_inserted", null);
    }

    @Test
    void the_table_keeps_only_the_hash_of_the_token() throws Exception {
        Claim claim = ledger.claimedStep();

        byte[] kept = Sql.one(
                app, byte[].class, "select token_hash from silversmith.transformation_step where id = ?", claim.lead());

        assertThat(kept).isEqualTo(claim.hash()).isNotEqualTo(claim.token());
    }

    @Test
    void a_wrong_token_is_refused() throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);

        assertRefused(() -> unit.record(claim.lead(), claim.lead(), Ledger.newToken(), null, null), claim);
    }

    @Test
    void the_hash_is_not_a_token() throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);

        assertRefused(() -> unit.record(claim.lead(), claim.lead(), claim.hash(), null, null), claim);
    }

    @Test
    void no_token_is_refused() throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);

        assertRefused(() -> unit.record(claim.lead(), claim.lead(), null, null, null), claim);
    }

    @Test
    void an_attempt_that_was_claimed_without_a_token_is_refused() throws Exception {
        Claim claim = ledger.claimedStep();
        Sql.update(app, "update silversmith.transformation_step set token_hash = null where id = ?", claim.lead());

        assertRefused(() -> unit.begin(claim, null), claim);
        warehouse.setAutoCommit(false);
        assertRefused(() -> unit.record(claim.lead(), claim.lead(), null, null, null), claim);
    }

    @Test
    void the_token_of_another_attempt_is_refused() throws Exception {
        Claim claim = ledger.claimedStep();
        Claim other = ledger.claimedStep();
        unit.begin(claim);

        assertRefused(() -> unit.record(claim.lead(), claim.lead(), other.token(), null, null), claim);
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, false"})
    void the_token_of_another_run_or_another_unit_records_nothing_here(boolean sameRun, boolean sameUnit)
            throws Exception {
        UUID run = ledger.runningRun();
        Claim claim = ledger.claim(ledger.pendingStep(run, ledger.procedure(), 1, "other", "one"));
        Claim other = ledger.claim(ledger.pendingStep(
                sameRun ? run : ledger.runningRun(), ledger.procedure(), 1, "other", sameUnit ? "one" : "two"));
        unit.begin(other);

        assertRefused(() -> unit.record(claim.lead(), other.lead(), other.token(), null, null), claim);
    }

    @Test
    void a_unit_does_not_begin_under_a_wrong_hash() throws Exception {
        Claim claim = ledger.claimedStep();

        assertRefused(() -> unit.begin(claim, new Claim(Ledger.newToken(), claim.lead()).hash()), claim);
    }

    @Test
    void a_unit_does_not_begin_when_one_member_is_not_running() throws Exception {
        UUID run = ledger.runningRun();
        UUID first = ledger.pendingStep(run, ledger.procedure(), 1, "other", "group");
        UUID second = ledger.pendingStep(run, ledger.procedure(), 1, "other", "group");
        Claim claim = ledger.claim(first);

        assertRefused(() -> unit.begin(new Claim(claim.token(), first, second), claim.hash()), claim);
    }

    @Test
    void a_unit_of_no_attempt_does_not_begin() {
        Claim nobody = new Claim(Ledger.newToken());

        assertThatThrownBy(() -> unit.begin(nobody)).satisfies(state(NOT_RUNNING));
    }

    @Test
    void members_of_another_unit_do_not_begin_under_this_claim() throws Exception {
        UUID run = ledger.runningRun();
        Claim claim = ledger.claim(ledger.pendingStep(run, ledger.procedure(), 1, "other", "one"));
        Claim other = ledger.claim(ledger.pendingStep(run, ledger.procedure(), 1, "other", "two"));

        assertRefused(() -> unit.begin(new Claim(claim.token(), claim.lead(), other.lead()), claim.hash()), claim);
    }

    @Test
    void in_a_group_the_leads_token_records_every_member_the_lead_last() throws Exception {
        UUID run = ledger.runningRun();
        UUID[] members = new UUID[3];
        for (int i = 0; i < members.length; i++) {
            members[i] = ledger.pendingStep(run, ledger.procedure(), 1, "other", "group");
        }
        Claim claim = ledger.claim(members);

        List<Map<String, Object>> begun = unit.begin(claim);
        unit.record(members[2], members[0], claim.token(), null, null);
        unit.record(members[1], members[0], claim.token(), null, null);
        unit.record(members[0], members[0], claim.token(), null, null);
        unit.commit();

        assertThat(begun).extracting(row -> row.get("step_id")).containsExactly((Object[]) members);
        assertThat(List.of(ledger.status(members[0]), ledger.status(members[1]), ledger.status(members[2])))
                .containsOnly("succeeded");
    }

    @Test
    void after_the_lead_no_member_can_be_recorded() throws Exception {
        UUID run = ledger.runningRun();
        Claim claim = ledger.claim(
                ledger.pendingStep(run, ledger.procedure(), 1, "other", "group"),
                ledger.pendingStep(run, ledger.procedure(), 1, "other", "group"));
        UUID member = claim.steps().get(1);
        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, null);

        assertRefused(() -> unit.record(member, claim.lead(), claim.token(), null, null), claim);
    }

    @Test
    void a_success_is_recorded_once() throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);
        unit.record(claim);

        assertRefused(() -> unit.record(claim.lead(), claim.lead(), claim.token(), null, null), claim);
    }

    @Test
    void a_second_success_of_the_same_procedure_in_a_run_is_refused() throws Exception {
        UUID run = ledger.runningRun();
        UUID procedure = ledger.procedure();
        Claim first = ledger.claim(ledger.pendingStep(run, procedure, 1));
        unit.begin(first);
        unit.record(first);
        unit.commit();
        Claim second = ledger.claim(ledger.pendingStep(run, procedure, 2));
        unit.begin(second);

        assertThatThrownBy(() -> unit.record(second)).hasMessageContaining("transformation_step_one_success");

        unit.rollback();
        assertThat(ledger.status(second.lead())).isEqualTo("running");
    }

    private Map<String, Object> step(UUID id) throws SQLException {
        return Sql.row(app, """
                select status, rows_affected, rows_inserted, rows_updated, rows_deleted, rows_reported, warning_count,
                       transaction_id::text, table_stats::text, parameters::text, finished_at > started_at as finished,
                       duration_ms = round(extract(epoch from finished_at - started_at) * 1000) as duration_is_the_difference
                  from silversmith.transformation_step
                 where id = ?
                """, id);
    }

    private long effects() throws SQLException {
        return Sql.one(warehouse, Long.class, "select count(*) from silver.effect");
    }

    private void assertRefused(ThrowingCallable attempt, Claim claim) throws SQLException {
        assertThatThrownBy(attempt).satisfies(state(NOT_RUNNING));

        unit.rollback();
        assertThat(ledger.status(claim.lead())).isEqualTo("running");
    }
}
