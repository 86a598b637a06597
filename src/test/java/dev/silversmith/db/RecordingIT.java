package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions by which a unit's own transaction records its success. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordingIT {

    private static final String NOT_RUNNING = "SM001";

    private TestDatabase database;
    private Connection app;
    private Connection warehouse;
    private Ledger ledger;
    private Unit unit;

    @BeforeAll
    void createDatabase() throws SQLException {
        database = TestDatabase.fresh("recording");
        try (Connection superuser = database.asSuperuser()) {
            Sql.execute(superuser, """
                    create schema silver;
                    create table silver.effect (id integer);
                    grant usage on schema silver to silversmith_warehouse;
                    grant all on silver.effect to silversmith_warehouse;
                    """);
        }
    }

    @BeforeEach
    void connect() {
        app = database.asApp();
        warehouse = database.asWarehouse();
        ledger = new Ledger(app);
        unit = new Unit(warehouse);
    }

    @AfterEach
    void disconnect() throws SQLException {
        warehouse.close();
        app.close();
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

    @ParameterizedTest
    @ValueSource(strings = {"interrupted", "cancelled", "failed", "rolled_back"})
    void an_attempt_that_was_given_up_meanwhile_cannot_succeed(String status) throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);
        ledger.end(claim.lead(), status);

        assertThatThrownBy(() -> unit.record(claim)).satisfies(RecordingIT::saysNotRunning);

        unit.rollback();
        assertThat(ledger.status(claim.lead())).isEqualTo(status);
    }

    @Test
    void an_attempt_that_is_being_given_up_waits_for_the_outcome_and_is_then_refused() throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);
        app.setAutoCommit(false);
        ledger.end(claim.lead(), "interrupted");

        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Callable<Void> recording = () -> {
                unit.record(claim.lead(), claim.lead(), claim.token(), null, null);
                return null;
            };
            Future<Void> recorded = other.submit(recording);
            awaitWaitingForALock("record_success");
            app.commit();

            assertThatThrownBy(() -> recorded.get(30, TimeUnit.SECONDS)).cause().satisfies(RecordingIT::saysNotRunning);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void nothing_can_be_given_up_after_its_success_was_recorded() throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);
        unit.record(claim);

        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Callable<Integer> givingUp = () -> Sql.update(app, """
                    update silversmith.transformation_step set status = 'interrupted', finished_at = clock_timestamp()
                     where id = ? and status = 'running'
                    """, claim.lead());
            Future<Integer> givenUp = other.submit(givingUp);
            awaitWaitingForALock("interrupted");
            unit.commit();

            assertThat(givenUp.get(30, TimeUnit.SECONDS)).isZero();
        } finally {
            other.shutdownNow();
        }
        assertThat(ledger.status(claim.lead())).isEqualTo("succeeded");
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

        assertThatThrownBy(() -> unit.begin(nobody)).satisfies(RecordingIT::saysNotRunning);
    }

    @Test
    void members_of_another_unit_do_not_begin_under_this_claim() throws Exception {
        UUID run = ledger.runningRun();
        Claim claim = ledger.claim(ledger.pendingStep(run, ledger.procedure(), 1, "other", "one"));
        Claim other = ledger.claim(ledger.pendingStep(run, ledger.procedure(), 1, "other", "two"));

        assertRefused(() -> unit.begin(new Claim(claim.token(), claim.lead(), other.lead()), claim.hash()), claim);
    }

    @Test
    void the_advisory_lock_is_held_until_the_commit() throws Exception {
        Claim claim = ledger.claimedStep();

        unit.begin(claim);
        boolean freeMeanwhile = lockIsFree(claim.lead());
        unit.record(claim);
        boolean freeAfterRecording = lockIsFree(claim.lead());
        unit.commit();

        assertThat(freeMeanwhile).isFalse();
        assertThat(freeAfterRecording).isFalse();
        assertThat(lockIsFree(claim.lead())).isTrue();
    }

    @Test
    void the_advisory_lock_goes_with_a_rollback() throws Exception {
        Claim claim = ledger.claimedStep();

        unit.begin(claim);
        unit.rollback();

        assertThat(lockIsFree(claim.lead())).isTrue();
    }

    @Test
    void the_advisory_lock_goes_with_the_session() throws Exception {
        Claim claim = ledger.claimedStep();

        unit.begin(claim);
        warehouse.close();

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> lockIsFree(claim.lead()));
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

    @Test
    void the_watermark_moves_with_the_success_in_one_commit() throws Exception {
        Claim claim = claimWithWatermark("timestamptz", "2026-01-01T00:00:00Z");

        List<Map<String, Object>> begun = unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, "2026-02-01T00:00:00Z");
        String before = watermark(claim);
        unit.commit();

        assertThat(begun).singleElement().satisfies(row -> assertThat(row.get("watermark"))
                .isEqualTo("2026-01-01T00:00:00Z"));
        assertThat(before).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(watermark(claim)).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(Sql.row(app, """
                        select w.advanced_by_step_id, w.advanced_at = s.finished_at as at_the_same_time, s.watermark_after, w.version
                          from silversmith.transformation_step s
                          join silversmith.transformation_watermark w using (procedure_id)
                         where s.id = ?
                        """, claim.lead()))
                .containsEntry("advanced_by_step_id", claim.lead())
                .containsEntry("at_the_same_time", true)
                .containsEntry("watermark_after", "2026-02-01T00:00:00Z")
                .containsEntry("version", 1L);
    }

    @Test
    void a_rolled_back_unit_leaves_the_watermark() throws Exception {
        Claim claim = claimWithWatermark("bigint", "5");

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, "6");
        unit.rollback();

        assertThat(watermark(claim)).isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource({
        "bigint,      100,                  99,                        100",
        "bigint,      9,                    10,                        10",
        "xid8,        9,                    10,                        10",
        "xid8,        10,                   9,                         10",
        "text,        9,                    10,                        9",
        "text,        B,                    a,                         a",
        "timestamptz, 2026-01-01T00:00:00Z, 2026-01-01T01:00:00+05:30, 2026-01-01T00:00:00Z",
        "timestamptz, 2026-01-01T00:00:00Z, 2025-12-31T23:00:00-05:00, 2025-12-31T23:00:00-05:00",
    })
    void a_watermark_never_moves_backwards_in_its_own_type(String type, String before, String upper, String after)
            throws Exception {
        Claim claim = claimWithWatermark(type, before);

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, upper);
        unit.commit();

        assertThat(watermark(claim)).isEqualTo(after);
        assertThat(step(claim.lead()).get("watermark_after")).isEqualTo(after);
    }

    @Test
    void the_first_load_sets_the_watermark() throws Exception {
        Claim claim = claimWithWatermark("bigint", null);

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, "1");
        unit.commit();

        assertThat(watermark(claim)).isEqualTo("1");
    }

    @Test
    void without_an_upper_bound_the_watermark_stays() throws Exception {
        Claim claim = claimWithWatermark("bigint", "1");

        unit.begin(claim);
        unit.record(claim.lead(), claim.lead(), claim.token(), null, null);
        unit.commit();

        assertThat(watermark(claim)).isEqualTo("1");
    }

    @Test
    void a_watermark_that_is_not_of_its_type_fails_the_unit() throws Exception {
        Claim claim = claimWithWatermark("bigint", "1");
        unit.begin(claim);

        assertThatThrownBy(() -> unit.record(claim.lead(), claim.lead(), claim.token(), null, "yesterday"))
                .hasMessageContaining("yesterday");
    }

    @Test
    void two_units_of_the_same_procedure_queue_on_its_watermark() throws Exception {
        Claim claim = claimWithWatermark("bigint", "1");
        UUID procedure = procedureOf(claim);
        Claim other = ledger.claim(ledger.pendingStep(ledger.runningRun(), procedure, 1));
        unit.begin(claim);

        try (Connection second = database.asWarehouse()) {
            Sql.execute(second, "set lock_timeout = '100ms'");
            assertThatThrownBy(() -> new Unit(second).begin(other)).hasMessageContaining("lock timeout");
        }
    }

    private Claim claimWithWatermark(String type, String value) throws SQLException {
        Claim claim = ledger.claimedStep();
        Sql.update(app, """
                insert into silversmith.transformation_watermark (id, procedure_id, data_type, value, updated_by)
                values (?, ?, ?, ?, 'engineer')
                """, Ledger.newId(), procedureOf(claim), type, value);
        return claim;
    }

    private UUID procedureOf(Claim claim) throws SQLException {
        return Sql.one(
                app, UUID.class, "select procedure_id from silversmith.transformation_step where id = ?", claim.lead());
    }

    private String watermark(Claim claim) throws SQLException {
        return Sql.one(
                app,
                String.class,
                "select value from silversmith.transformation_watermark where procedure_id = ?",
                procedureOf(claim));
    }

    private Map<String, Object> step(UUID id) throws SQLException {
        return Sql.row(app, """
                select status, rows_affected, rows_inserted, rows_updated, rows_deleted, rows_reported, warning_count, watermark_after,
                       transaction_id::text, table_stats::text, parameters::text, finished_at > started_at as finished,
                       duration_ms = round(extract(epoch from finished_at - started_at) * 1000) as duration_is_the_difference
                  from silversmith.transformation_step
                 where id = ?
                """, id);
    }

    private long effects() throws SQLException {
        return Sql.one(warehouse, Long.class, "select count(*) from silver.effect");
    }

    private boolean lockIsFree(UUID step) throws SQLException {
        return Sql.one(
                app,
                Boolean.class,
                "select pg_try_advisory_xact_lock(hashtextextended('silversmith:' || ?::text, 0))",
                step);
    }

    private void awaitWaitingForALock(String query) throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Sql.one(superuser, Long.class, """
                            select count(*) from pg_stat_activity
                             where datname = current_database() and wait_event_type = 'Lock' and query like '%' || ? || '%'
                            """, query) == 1);
        }
    }

    private void assertRefused(ThrowingCallable attempt, Claim claim) throws SQLException {
        assertThatThrownBy(attempt).satisfies(RecordingIT::saysNotRunning);

        unit.rollback();
        assertThat(ledger.status(claim.lead())).isEqualTo("running");
    }

    private static void saysNotRunning(Throwable error) {
        assertThat(error).isInstanceOf(SQLException.class);
        assertThat(((SQLException) error).getSQLState()).as(error.getMessage()).isEqualTo(NOT_RUNNING);
    }
}
