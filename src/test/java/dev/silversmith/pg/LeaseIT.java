package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.LeaseStore.Wanted;
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
        Sql.execute(app, "delete from silversmith.transformation_run");
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

    private UUID run(String status, String owner, Duration timeout) throws SQLException {
        UUID id = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, requested_at,
                   started_at, finished_at, owner_server, lease_until, timeout_ms)
                values (?, ?, 'f', 'incremental', 'per_procedure', ?, 4, 'operator', clock_timestamp() - interval '1 day',
                        clock_timestamp() - interval '10 seconds',
                        case when ? = 'failed' then clock_timestamp() end, ?, clock_timestamp() - interval '1 second', ?)
                """, id, id.toString(), status, status, owner, timeout.toMillis());
        return id;
    }

    private Wanted beat(UUID... active) {
        return leases.beat(UUID.randomUUID(), "here", "1", List.of(active), LEASE);
    }

    @Test
    void it_learns_which_runs_are_cancelled_expired_and_lost() throws Exception {
        UUID good = run("running", "here", Duration.ofHours(1));
        UUID cancelling = run("cancelling", "here", Duration.ofSeconds(1));
        UUID expired = run("running", "here", Duration.ofSeconds(9));
        UUID takenOver = run("running", "there", Duration.ofHours(1));
        UUID closed = run("failed", "there", Duration.ofHours(1));

        Wanted wanted = beat(good, cancelling, expired, takenOver, closed);

        assertThat(wanted.cancelling()).containsExactly(cancelling);
        assertThat(wanted.expired()).isEqualTo(Map.of(expired, Duration.ofSeconds(9)));
        assertThat(wanted.lost()).containsExactlyInAnyOrder(takenOver, closed);
    }

    @Test
    void a_run_without_a_lease_is_taken_over_by_one_server_and_by_none_that_executes_it() throws Exception {
        UUID run = run("running", "there", Duration.ofHours(1));

        assertThat(leases.takeOverLost("here", List.of(run), LEASE)).isEmpty();
        assertThat(leases.takeOverLost("here", List.of(), LEASE)).isEqualTo(Optional.of(run));
        assertThat(leases.takeOverLost("elsewhere", List.of(), LEASE)).isEmpty();
    }
}
