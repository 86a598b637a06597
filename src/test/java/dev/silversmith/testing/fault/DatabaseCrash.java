package dev.silversmith.testing.fault;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A crash of a PostgreSQL server on this machine: one of its processes is killed as {@code kill -9} does, whereupon the server gives up all
 * others and its memory, and recovers from its log. What was committed asynchronously a moment ago is lost, all else that was committed is
 * there.
 */
public final class DatabaseCrash {

    private static final Duration RECOVERY = Duration.ofMinutes(1);

    private final TestDatabase database;

    private DatabaseCrash(TestDatabase database) {
        this.database = database;
    }

    public static DatabaseCrash of(TestDatabase database) {
        return new DatabaseCrash(database);
    }

    /** Crashes the server, with all its databases, and waits until it takes connections again. */
    public void crash() throws SQLException {
        int before;
        try (Connection victim = database.asSuperuser()) {
            before = checkpointer(victim);
            long pid = Sql.one(victim, Integer.class, "select pg_backend_pid()");
            ProcessHandle process = ProcessHandle.of(pid)
                    .filter(own -> own.info().command().orElse("").endsWith("postgres"))
                    .orElseThrow(() -> new IllegalStateException("the database's server is not on this machine"));
            process.destroyForcibly();
            process.onExit().join();
        }
        Awaitility.await("the recovery of the database")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> hasRecovered(before));
    }

    private boolean hasRecovered(int before) {
        try (Connection connection = database.asSuperuser()) {
            return checkpointer(connection) != before;
        } catch (SQLException | RuntimeException notYet) {
            return false;
        }
    }

    /** A process that there is once in the life of a server between two crashes. */
    private static int checkpointer(Connection connection) throws SQLException {
        return Sql.one(
                connection, Integer.class, "select pid from pg_stat_activity where backend_type = 'checkpointer'");
    }
}
