package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whose connection is taken for lost, and whose never. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionWatchIT {

    private static final Duration LEASE = Duration.ofSeconds(1);

    private TestDatabase database;
    private Connection unit;
    private OpenSession open;
    private SessionWatch watch;

    @BeforeAll
    void aDatabase() {
        database = TestDatabase.empty("watch");
    }

    @BeforeEach
    void aSession() throws SQLException {
        unit = database.asWarehouse();
        unit.setAutoCommit(false);
        Session session = new BackendStarts().session(unit);
        open = new OpenSession(session, BackendStarts.driver(unit));
        OpenSessions sessions = new OpenSessions();
        sessions.add(open);
        PgSessionSignals signals = new PgSessionSignals() {
            @Override
            Connection connect() {
                return database.asWarehouse();
            }
        };
        watch = new SessionWatch(sessions, signals, settings()) {
            @Override
            Connection connect() {
                return database.asWarehouse();
            }
        };
    }

    private static EngineSettings settings() {
        return new EngineSettings("s", "v", TestDatabase.WAREHOUSE, 1, 1, LEASE, 3, LEASE, 1, 1, true, 1);
    }

    @AfterEach
    void disconnect() throws SQLException {
        unit.close();
    }

    private static long longAgo() {
        return System.nanoTime() - LEASE.multipliedBy(3600).toNanos();
    }

    private void awaitState(String state, Duration age) {
        Awaitility.await(state).atMost(Duration.ofSeconds(20)).until(() -> {
            try (Connection superuser = database.asSuperuser()) {
                return Sql.one(superuser, Boolean.class, """
                        select exists (select from pg_stat_activity
                                        where pid = ? and state = ?
                                          and state_change < clock_timestamp() - ? * interval '1 millisecond')
                        """, open.session().pid(), state, age.toMillis());
            }
        });
    }

    @Test
    void a_call_of_hours_is_left_alone_as_long_as_it_is_at_work() throws Exception {
        open.asked(longAgo());
        CompletableFuture<Integer> call = CompletableFuture.supplyAsync(() -> {
            try {
                return Sql.one(unit, Integer.class, "select 1 from pg_sleep(3)");
            } catch (SQLException lost) {
                throw new IllegalStateException(lost);
            }
        });
        awaitState("active", LEASE);

        watch.round();
        watch.round();
        watch.round();

        assertThat(call.get()).isEqualTo(1);
    }

    @Test
    void a_session_with_nothing_to_do_whose_answer_is_waited_for_is_lost_at_the_second_look() throws Exception {
        open.asked(longAgo());
        awaitState("idle in transaction", LEASE);

        watch.round();
        assertThat(Sql.one(unit, Integer.class, "select 1")).isEqualTo(1);

        awaitState("idle in transaction", LEASE);
        watch.round();
        assertThatThrownBy(() -> Sql.one(unit, Integer.class, "select 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void a_session_that_has_just_become_idle_is_not_lost_yet_for_its_answer_is_on_its_way() throws Exception {
        open.asked(longAgo());
        Sql.one(unit, Integer.class, "select 1");

        watch.round();
        Sql.one(unit, Integer.class, "select 1");
        watch.round();

        assertThat(Sql.one(unit, Integer.class, "select 1")).isEqualTo(1);
    }

    @Test
    void a_session_that_nobody_waits_for_is_nobodys_business() throws Exception {
        awaitState("idle in transaction", LEASE);

        watch.round();
        watch.round();

        assertThat(Sql.one(unit, Integer.class, "select 1")).isEqualTo(1);
    }
}
