package dev.silversmith.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A lock that procedures, or the engine, wait for until a test opens it. */
public final class Gate implements AutoCloseable {

    private static final Duration LONG = Duration.ofMinutes(2);

    /** Sessions that wait for a lock of this session. */
    private static final String WAITING = """
            select count(*)
              from pg_locks waiting
              join pg_locks held using (locktype, database, classid, objid, objsubid)
             where waiting.locktype = 'advisory'
               and not waiting.granted
               and held.granted
               and held.pid = pg_backend_pid()
            """;

    private final Connection connection;
    private final String key;
    private CompletableFuture<Void> shutting = CompletableFuture.completedFuture(null);

    private Gate(Connection connection, String key) {
        this.connection = connection;
        this.key = key;
    }

    /** A closed gate. */
    public static Gate of(TestDatabase database, TestWarehouse warehouse) throws SQLException {
        return of(database, warehouse.schema());
    }

    /** A closed gate of any name. */
    public static Gate of(TestDatabase database, String name) throws SQLException {
        return locked(database, "hashtext('%s')".formatted(name));
    }

    /** A gate before the first call of an attempt: the lock that its transaction takes for itself at its beginning. */
    public static Gate ofAttempt(TestDatabase database, Object leadStepId) throws SQLException {
        return locked(database, "hashtextextended('silversmith:%s', 0)".formatted(leadStepId));
    }

    private static Gate locked(TestDatabase database, String key) throws SQLException {
        Gate gate = new Gate(database.asSuperuser(), key);
        gate.lock();
        return gate;
    }

    /** What a procedure of the warehouse has to do to wait for the gate. */
    public static String pass(TestWarehouse warehouse) {
        return pass(warehouse.schema());
    }

    /** What a procedure has to do to wait for the gate of this name. */
    public static String pass(String name) {
        return "perform pg_advisory_xact_lock_shared(hashtext('%s'));".formatted(name);
    }

    /** Waits until so many sessions wait for this gate. */
    public void awaitWaiting(long sessions) {
        Awaitility.await("sessions before a gate")
                .atMost(LONG)
                .until(() -> Sql.one(connection, Long.class, WAITING) == sessions);
    }

    public void open() throws SQLException {
        Sql.execute(connection, "select pg_advisory_unlock_all()");
    }

    /**
     * Closes an opened gate, behind all who have passed it and still hold it, and before all who come later.
     *
     * @return done when those before it are gone; until then the gate is not to be used otherwise
     */
    public CompletableFuture<Void> shut() {
        shutting = CompletableFuture.runAsync(this::lockUnchecked, Gate::inBackground)
                .orTimeout(LONG.toMillis(), TimeUnit.MILLISECONDS);
        return shutting;
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "gate");
        thread.setDaemon(true);
        thread.start();
    }

    private void lockUnchecked() {
        try {
            lock();
        } catch (SQLException fault) {
            throw new CompletionException(fault);
        }
    }

    private void lock() throws SQLException {
        Sql.execute(connection, "select pg_advisory_lock(" + key + ")");
    }

    @Override
    public void close() throws SQLException {
        if (shutting.isDone() && !shutting.isCompletedExceptionally()) {
            connection.close();
        } else {
            // Somebody still waits in it, and an ordinary end would wait for that.
            connection.abort(Gate::inBackground);
        }
    }
}
