package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.LeaseStore.Holder;
import dev.silversmith.app.port.LeaseStore.Self;
import dev.silversmith.app.port.LeaseStore.TakenOver;
import dev.silversmith.app.port.LeaseStore.Wanted;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a server learns of its runs when it prolongs their leases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeaseIT {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Self HERE = startOf("here");

    private TestDatabase database;
    private Connection app;
    private Connection table;
    private PgLeaseStore leases;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("lease");
    }

    @BeforeEach
    void connect() throws SQLException {
        app = database.asApp();
        table = database.pastTriggers();
        database.forgetRuns();
        leases = new PgLeaseStore(new ControlDatabase() {
            @Override
            <T> T inTransaction(String doing, Work<T> work) {
                try {
                    return work.with(app);
                } catch (SQLException fault) {
                    throw new DatabaseFault(doing, fault);
                }
            }
        });
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        table.close();
    }

    /** Under lease 7 of a server, which is over. */
    private RunLease run(String status, String owner, Duration timeout) throws SQLException {
        UUID id = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, requested_at,
                   started_at, admitted_at, finished_at, owner_server, owner_instance, lease_until, lease_number, timeout_ms)
                values (?, ?, 'f', 'incremental', 'per_procedure', ?, 4, 'operator', clock_timestamp() - interval '1 day',
                        clock_timestamp() - interval '10 seconds', clock_timestamp() - interval '10 seconds',
                        case when ? = 'failed' then clock_timestamp() end, ?, ?, clock_timestamp() - interval '1 second', 7, ?)
                """, id, id.toString(), status, status, owner, HERE.instanceId(), timeout.toMillis());
        return new RunLease(id, 7);
    }

    private static RunLease next(RunLease lease) {
        return new RunLease(lease.runId(), lease.number() + 1);
    }

    private Wanted renew(RunLease... active) {
        return leases.renew(List.of(active), LEASE);
    }

    private Optional<RunLease> takeOver(Self server, RunLease... active) {
        return leases.takeOver(server, List.of(active), true, LEASE).map(TakenOver::lease);
    }

    private static Self startOf(String server) {
        return new Self(UUID.randomUUID(), server, "1");
    }

    @Test
    void it_learns_which_runs_are_cancelled_expired_and_lost() throws Exception {
        RunLease good = run("running", "here", HOUR);
        RunLease cancelling = run("cancelling", "here", Duration.ofSeconds(1));
        RunLease expired = run("running", "here", Duration.ofSeconds(9));
        RunLease takenOver = new RunLease(run("running", "there", HOUR).runId(), 6);
        RunLease closed = run("failed", "there", HOUR);

        Wanted wanted = renew(good, cancelling, expired, takenOver, closed);

        assertThat(wanted.cancelling()).containsExactly(cancelling);
        assertThat(wanted.expired()).isEqualTo(Map.of(expired, Duration.ofSeconds(9)));
        assertThat(wanted.lost()).containsExactlyInAnyOrder(takenOver, closed);
        assertThat(Sql.list(
                        table,
                        UUID.class,
                        "select id from silversmith.transformation_run where lease_until > clock_timestamp()"))
                .as("whoever has lost a run does not keep it for a server that may be lost as well")
                .containsExactlyInAnyOrder(good.runId(), cancelling.runId(), expired.runId());
    }

    @Test
    void a_run_without_a_lease_is_taken_over_by_one_server_and_by_none_that_executes_it() throws Exception {
        RunLease run = run("running", "there", HOUR);

        assertThat(takeOver(HERE, run)).isEmpty();
        assertThat(takeOver(HERE)).contains(next(run));
        assertThat(takeOver(startOf("elsewhere"))).isEmpty();
        assertThat(renew(run).lost()).containsExactly(run);
        assertThat(renew(next(run)).lost()).isEmpty();
    }

    @Test
    void a_server_that_was_started_again_takes_its_own_runs_at_once_and_nobody_elses_before_their_lease_ends()
            throws Exception {
        RunLease own = run("running", "here", HOUR);
        RunLease others = run("running", "there", HOUR);
        renew(own, others);

        assertThat(takeOver(HERE)).as("it executes it itself").isEmpty();
        assertThat(takeOver(startOf("here"))).contains(next(own));
        assertThat(takeOver(startOf("here"), next(own))).isEmpty();
    }

    @Test
    void a_run_that_is_released_is_anybodys_and_nothing_else_can_be_released() throws Exception {
        RunLease run = run("running", "there", HOUR);
        renew(run);
        leases.release(new RunLease(run.runId(), 6));
        assertThat(takeOver(startOf("elsewhere"))).isEmpty();

        leases.release(run);

        assertThat(takeOver(startOf("elsewhere"))).contains(next(run));
    }

    @Test
    void without_a_free_lane_only_runs_to_be_cancelled_are_taken_over() throws Exception {
        run("running", "there", HOUR);
        RunLease cancelling = run("cancelling", "there", HOUR);

        assertThat(leases.takeOver(HERE, List.of(), false, LEASE).map(TakenOver::lease))
                .contains(next(cancelling));
        assertThat(leases.takeOver(HERE, List.of(), false, LEASE)).isEmpty();
    }

    @Test
    void take_overs_in_a_row_are_counted_until_something_of_the_run_begins() throws Exception {
        RunLease run = run("running", "there", HOUR);
        for (int expected = 1; expected <= 3; expected++) {
            TakenOver lost = leases.takeOver(startOf("s" + expected), List.of(), true, LEASE)
                    .orElseThrow();
            assertThat(lost.recoveries()).isEqualTo(expected);
            assertThat(lost.foreign()).isTrue();
            leases.release(lost.lease());
            if (expected > 1) {
                assertThat(takeOver(HERE))
                        .as("at once after %s in vain", expected)
                        .isEmpty();
            }
            Sql.update(
                    table,
                    "update silversmith.transformation_run set recovered_at = clock_timestamp() - ? * interval '1 second'",
                    expected * expected);
        }
        UUID procedure = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, kind, unit, stage, ordinal, status, started_at)
                values (?, ?, ?, 'other', 'u', 1, 1, 'running', clock_timestamp())
                """, procedure, run.runId(), procedure);

        assertThat(leases.takeOver(HERE, List.of(), true, LEASE).orElseThrow().recoveries())
                .isEqualTo(1);
    }

    @Test
    void a_name_belongs_to_one_living_server() throws Exception {
        Self first = startOf("twin");
        Self second = startOf("twin");
        assertThat(leases.beat(first, LEASE)).isEmpty();

        Holder holder = leases.beat(second, LEASE).orElseThrow();
        assertThat(holder.instanceId()).isEqualTo(first.instanceId());
        assertThat(leases.beat(first, LEASE)).isEmpty();
        assertThat(leases.beat(second, LEASE).orElseThrow().heartbeat()).isAfter(holder.heartbeat());
    }

    @Test
    void the_name_of_a_server_that_was_silent_for_a_lease_or_has_stopped_is_free_and_lost_to_it() throws Exception {
        Self silent = startOf("silent");
        leases.beat(silent, LEASE);
        Sql.update(
                table,
                "update silversmith.server_instance set heartbeat_at = clock_timestamp() - interval '31 seconds' where id = ?",
                silent.instanceId());
        Self heir = startOf("silent");

        assertThat(leases.beat(heir, LEASE)).isEmpty();
        assertThat(leases.beat(silent, LEASE)).map(Holder::instanceId).contains(heir.instanceId());

        leases.stopped(heir);
        assertThat(leases.beat(heir, LEASE)).as("a beat that comes late").isEmpty();
        assertThat(Sql.one(
                        table,
                        Boolean.class,
                        "select stopped_at is not null from silversmith.server_instance where id = ?",
                        heir.instanceId()))
                .isTrue();
        assertThat(leases.beat(silent, LEASE)).isEmpty();
        assertThat(leases.beat(heir, LEASE)).map(Holder::instanceId).contains(silent.instanceId());
    }

    @Test
    void a_claim_that_is_under_way_is_seen_by_whoever_takes_the_run_over_and_comes_too_late_afterwards()
            throws Exception {
        RunLease run = run("running", "there", HOUR);
        try (Connection claim = database.asApp()) {
            claim.setAutoCommit(false);
            assertThat(StepOutcomes.lockLease(claim, run)).isTrue();

            assertThat(takeOver(HERE)).as("not while a claim is under way").isEmpty();
            claim.commit();
            assertThat(takeOver(HERE)).contains(next(run));

            assertThat(StepOutcomes.lockLease(claim, run)).isFalse();
            claim.rollback();
        }
    }
}
