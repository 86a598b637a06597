package dev.silversmith.pg;

import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitCall.MemberCall;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testkit.Signatures;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A claim that meets a change of its run: whoever is first is seen by the other, whatever the claim's snapshot showed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnitClaimIT {

    private static final EngineSettings SETTINGS = new EngineSettings(
            "here", "1", "warehouse", 8, 32, Duration.ofSeconds(30), 3, Duration.ofSeconds(20), 100, 12, false, 9443);

    private TestDatabase database;
    private Connection table;
    private Connection other;
    private UnitClaim claims;
    private RunLease lease;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("unit_claim");
    }

    @BeforeEach
    void aRun() throws SQLException {
        table = database.pastTriggers();
        other = database.pastTriggers();
        other.setAutoCommit(false);
        claims = new UnitClaim(
                new ControlDatabase() {
                    @Override
                    <T> T directly(String doing, Work<T> work) {
                        try (Connection connection = database.asApp()) {
                            Sql.execute(connection, "set application_name = 'claim'; set statement_timeout = '20s'");
                            return work.with(connection);
                        } catch (SQLException fault) {
                            throw new DatabaseFault(doing, fault);
                        }
                    }
                },
                SETTINGS);
        lease = new RunLease(UUID.randomUUID(), 7);
        Sql.update(table, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, started_at,
                   lease_number, lease_until)
                values (?, ?, 'f', 'incremental', 'per_group', 'running', 4, 'operator', clock_timestamp(), 7, clock_timestamp())
                """, lease.runId(), lease.runId().toString());
    }

    @AfterEach
    void disconnect() throws SQLException {
        other.rollback();
        other.close();
        table.close();
    }

    /** A unit of so many members, pending. */
    private UnitCall unit(int members) throws SQLException {
        Catalog catalog = aCatalogOf(aProcedure("s.a"));
        PlannedProcedure procedure = Planner.plan(catalog, aRequest().build(), Signatures.fitting(catalog), Map.of())
                .procedures()
                .get(QualifiedName.parse("s.a"));
        List<MemberCall> calls = new java.util.ArrayList<>();
        for (int member = 0; member < members; member++) {
            UUID step = UUID.randomUUID();
            Sql.update(table, """
                    insert into silversmith.transformation_step (id, run_id, procedure_id, kind, unit, stage, ordinal)
                    values (?, ?, gen_random_uuid(), 'other', 'u', 1, 1)
                    """, step, lease.runId());
            calls.add(new MemberCall(step, procedure, List.of()));
        }
        return new UnitCall(lease, "u", Mode.INCREMENTAL, calls, 1, new UnitControl(), null);
    }

    private boolean claim(UnitCall unit) {
        return claims.claim(
                unit,
                unit.members().stream().map(MemberRecord::new).toList(),
                new byte[] {1},
                new UnitControl.Session(1, Instant.EPOCH));
    }

    private CompletableFuture<Boolean> claimThatWaits(UnitCall unit) throws Exception {
        CompletableFuture<Boolean> claim = CompletableFuture.supplyAsync(() -> claim(unit));
        while (Sql.one(
                        table,
                        Long.class,
                        "select count(*) from pg_stat_activity where application_name = 'claim' and wait_event_type = 'Lock'"
                                + " and datname = current_database()")
                == 0) {
            assertThat(claim).as("it waits").isNotDone();
        }
        return claim;
    }

    private List<String> statuses() throws SQLException {
        return Sql.list(
                table,
                String.class,
                "select distinct status from silversmith.transformation_step where run_id = ?",
                lease.runId());
    }

    @ParameterizedTest
    @CsvSource({
        "1, lease_number = lease_number + 1",
        "2, lease_number = lease_number + 1",
        "1, status = 'cancelling'",
        "2, status = 'cancelling'"
    })
    void a_claim_that_waits_for_a_take_over_or_a_cancel_is_refused(int members, String change) throws Exception {
        UnitCall unit = unit(members);
        Sql.one(
                other,
                UUID.class,
                "select id from silversmith.transformation_run where id = ? for update",
                lease.runId());
        CompletableFuture<Boolean> claim = claimThatWaits(unit);
        Sql.update(other, "update silversmith.transformation_run set " + change + " where id = ?", lease.runId());
        other.commit();

        assertThat(claim.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(statuses()).containsExactly("pending");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_claim_that_waits_for_somebody_who_leaves_the_run_as_it_is_succeeds(int members) throws Exception {
        UnitCall unit = unit(members);
        Sql.one(
                other,
                UUID.class,
                "select id from silversmith.transformation_run where id = ? for update",
                lease.runId());
        CompletableFuture<Boolean> claim = claimThatWaits(unit);
        Sql.update(
                other,
                "update silversmith.transformation_run set lease_until = clock_timestamp() where id = ?",
                lease.runId());
        other.commit();

        assertThat(claim.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(statuses()).containsExactly("running");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_claim_waits_for_no_heartbeat_and_is_refused_under_an_earlier_lease(int members) throws Exception {
        UnitCall unit = unit(members);
        Sql.update(
                other,
                "update silversmith.transformation_run set lease_until = clock_timestamp() where id = ?",
                lease.runId());
        assertThat(claim(unit)).isTrue();
        other.commit();

        Sql.update(table, "update silversmith.transformation_run set lease_number = 8 where id = ?", lease.runId());
        assertThat(claim(unit(members))).isFalse();
    }
}
