package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.RefreshCall;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The database refuses a refresh that is too early, not wanted, or somebody else's, whatever the ready queue believes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshClaimIT {

    private static final EngineSettings SETTINGS = new EngineSettings(
            "here", "1", "warehouse", 8, 32, Duration.ofSeconds(30), 3, Duration.ofSeconds(20), 100, 12, false, 9443);

    private static final Session SESSION = new Session(4711, Instant.parse("2026-11-23T10:00:00Z"));

    private final UUID procedure = UUID.randomUUID();
    private final UUID earlier = UUID.randomUUID();

    private TestDatabase database;
    private Connection table;
    private RefreshClaim claims;
    private RunLease lease;
    private UUID refresh;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("refresh_claim");
        claims = new RefreshClaim(
                new ControlDatabase() {
                    @Override
                    <T> T directly(String doing, Work<T> work) {
                        try (Connection connection = database.asApp()) {
                            return work.with(connection);
                        } catch (SQLException fault) {
                            throw new DatabaseFault(doing, fault);
                        }
                    }
                },
                SETTINGS);
    }

    @BeforeEach
    void aRunWithARefresh() throws SQLException {
        table = database.pastTriggers();
        lease = new RunLease(UUID.randomUUID(), 7);
        refresh = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, started_at,
                   lease_number, lease_until)
                values (?, ?, 'f', 'incremental', 'per_procedure', 'running', 4, 'operator', clock_timestamp(), 7, clock_timestamp())
                """, lease.runId(), lease.runId().toString());
        Sql.update(table, """
                insert into silversmith.refresh_execution (id, run_id, refresh_target_id, trigger, procedure_ids, earlier_ids)
                values (?, ?, gen_random_uuid(), 'success', array[?::uuid], array[?::uuid])
                """, refresh, lease.runId(), procedure, earlier);
    }

    @AfterEach
    void disconnect() throws SQLException {
        table.close();
    }

    private void step(int attempt, String status) throws SQLException {
        Sql.update(table, """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, started_at, finished_at, skipped_because)
                values (gen_random_uuid(), ?, ?, ?, 'other', 'u', 1, 1, ?, clock_timestamp(),
                        case when ? not in ('pending', 'running') then clock_timestamp() end, case ? when 'skipped' then 'x' end)
                """, lease.runId(), procedure, attempt, status, status, status);
    }

    private void earlierRefresh(int attempt, String status) throws SQLException {
        Sql.update(table, """
                insert into silversmith.refresh_execution (id, run_id, refresh_target_id, attempt_no, trigger, status)
                values (gen_random_uuid(), ?, ?, ?, 'success', ?)
                """, lease.runId(), earlier, attempt, status);
    }

    private RefreshCall call(RunLease under) {
        var view = new PlannedRefresh(
                new QualifiedName("s", "v"),
                false,
                Optional.empty(),
                Duration.ofMinutes(5),
                Collections.emptySortedSet(),
                Collections.emptySortedMap());
        return new RefreshCall(under, refresh, view, 1, new UnitControl());
    }

    private boolean claim(int token) {
        return claims.claim(call(lease), new byte[] {(byte) token}, SESSION);
    }

    @Test
    void a_refresh_whose_procedures_have_succeeded_is_claimed_by_one_and_again_only_by_the_same() throws Exception {
        step(1, "failed");
        step(2, "succeeded");
        earlierRefresh(1, "pending");
        earlierRefresh(2, "failed");

        assertThat(claim(1)).isTrue();
        assertThat(claim(1)).as("its answer was lost").isTrue();
        assertThat(claim(2)).as("somebody else").isFalse();
        assertThat(claims.move(call(lease), SESSION)).isTrue();
        assertThat(claims.move(call(new RunLease(lease.runId(), 6)), SESSION)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "running", "failed", "skipped", "interrupted", "rolled_back", "cancelled"})
    void after_anything_but_a_success_it_is_refused(String status) throws Exception {
        step(1, "succeeded");
        Sql.update(
                table, "update silversmith.transformation_step set status = 'failed' where run_id = ?", lease.runId());
        step(2, status);

        assertThat(claim(1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"failed, true", "skipped, true", "pending, false", "running, false"})
    void one_that_asks_not_how_they_ended_waits_for_their_end(String status, boolean claimed) throws Exception {
        Sql.update(table, "update silversmith.refresh_execution set trigger = 'always' where id = ?", refresh);
        step(1, status);

        assertThat(claim(1)).isEqualTo(claimed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "running"})
    void before_the_end_of_an_earlier_refresh_it_is_refused(String status) throws Exception {
        step(1, "succeeded");
        earlierRefresh(1, status);

        assertThat(claim(1)).isFalse();
    }

    @Test
    void under_an_older_lease_or_in_a_run_that_is_cancelled_it_is_refused() throws Exception {
        step(1, "succeeded");

        assertThat(claims.claim(call(new RunLease(lease.runId(), 6)), new byte[] {1}, SESSION))
                .isFalse();
        Sql.update(
                table, "update silversmith.transformation_run set status = 'cancelling' where id = ?", lease.runId());
        assertThat(claim(1)).isFalse();
    }
}
