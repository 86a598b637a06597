package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.fault.OwnCluster;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.core.QueryExecutor;

/** An address with several hosts may lead to a standby for a while: it knows nothing of units and sessions, and must not be believed. */
@OwnServers
class StandbyIT {

    private static final UUID STEP = UUID.randomUUID();
    private static OwnCluster cluster;

    @BeforeAll
    static void aStandby() throws Exception {
        cluster = OwnCluster.start();
        String data;
        try (Connection superuser = connect()) {
            Sql.execute(superuser, "create schema silversmith");
            Sql.execute(superuser, "create table silversmith.transformation_step (id uuid, status text)");
            Sql.update(superuser, "insert into silversmith.transformation_step values (?, 'running')", STEP);
            data = Sql.one(superuser, String.class, "select setting from pg_settings where name = 'data_directory'");
        }
        cluster.stopFast();
        Files.createFile(Path.of(data).resolve("standby.signal"));
        cluster.startAgain();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres".formatted(cluster.host(), cluster.port()),
                cluster.superuser(),
                cluster.superuserPassword());
    }

    private static PgSessionSignals signals() {
        return new PgSessionSignals() {
            @Override
            Connection connect() throws SQLException {
                return StandbyIT.connect();
            }
        };
    }

    @Test
    void a_standby_does_not_tell_the_outcome_of_a_unit() {
        ControlDatabase control = new ControlDatabase() {
            @Override
            <T> T attempt(Work<T> work) throws SQLException {
                try (Connection connection = connect()) {
                    return work.with(connection);
                }
            }
        };
        PgOutcomeResolver outcomes = new PgOutcomeResolver(control, signals(), () -> false);

        assertThat(outcomes.resolveOrphan(STEP, null)).isEmpty();
    }

    @Test
    void a_standby_does_not_tell_that_a_session_is_lost() {
        List<String> done = new ArrayList<>();
        QueryExecutor driver = (QueryExecutor) Proxy.newProxyInstance(
                QueryExecutor.class.getClassLoader(),
                new Class<?>[] {QueryExecutor.class},
                (self, method, arguments) -> {
                    done.add(method.getName());
                    return null;
                });
        OpenSession session = new OpenSession(new Session(4711, Instant.EPOCH), driver);
        session.asked(System.nanoTime() - Duration.ofHours(6).toNanos());
        OpenSessions sessions = new OpenSessions();
        sessions.add(session);
        Duration lease = Duration.ofSeconds(1);
        var settings = new EngineSettings("s", "v", "postgres", 1, 1, lease, 3, lease, 1, 1, true, 1);
        SessionWatch watch = new SessionWatch(sessions, signals(), settings) {
            @Override
            Connection connect() throws SQLException {
                return StandbyIT.connect();
            }
        };

        watch.round();
        watch.round();

        assertThat(done).isEmpty();
    }
}
