package dev.silversmith.pg;

import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.core.shared.OneLine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One warehouse connection while it works for a unit. Every statement is shown to the unit's control before it is executed, so that a cancel
 * hits it and nothing that comes later on the connection.
 */
final class UnitSession implements AutoCloseable {

    /** Work on a prepared statement. */
    @FunctionalInterface
    interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    /** Work on a statement without placeholders. */
    @FunctionalInterface
    interface PlainWork<T> {
        T with(Statement statement) throws SQLException;
    }

    /** The unit was cancelled before the statement was executed. */
    static final class CancelledBefore extends SQLException {

        private static final long serialVersionUID = 1L;

        CancelledBefore() {
            super("cancelled before the statement", PgErrors.QUERY_CANCELED);
        }
    }

    private static final Logger LOG = Logger.getLogger(UnitSession.class.getName());

    /**
     * Not DISCARD ALL: dropping cached plans makes the next unit a millisecond slower. Counts of rows that were not flushed yet would be
     * taken for the next unit's.
     */
    private static final String RESET = """
            reset session authorization; reset all; close all; unlisten *; select pg_catalog.pg_advisory_unlock_all(); \
            discard temp; discard sequences; deallocate all; \
            select pg_catalog.pg_stat_force_next_flush()\
            """;

    private final Connection connection;
    private final UnitControl control;
    private final OpenSession session;
    private boolean broken;
    private boolean closed;

    UnitSession(Connection connection, UnitControl control, OpenSession session) {
        this.connection = connection;
        this.control = control;
        this.session = session;
    }

    Session session() {
        return session.session();
    }

    OpenSession watched() {
        return session;
    }

    Connection connection() {
        return connection;
    }

    <T> T execute(String sql, Work<T> work) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return shown(statement, () -> work.with(statement));
        } catch (SQLException error) {
            broken |= PgErrors.isConnectionLoss(error);
            throw error;
        }
    }

    /** For a statement in which a question mark is a question mark and braces are braces. */
    <T> T executePlain(PlainWork<T> work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            return shown(statement, () -> work.with(statement));
        } catch (SQLException error) {
            broken |= PgErrors.isConnectionLoss(error);
            throw error;
        }
    }

    /** As {@link #execute} for a record of what has happened already: no cancel keeps it away or hits it. */
    <T> T record(String sql, Work<T> work) throws SQLException {
        session.asked(System.nanoTime());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        } finally {
            session.answered();
        }
    }

    @FunctionalInterface
    private interface Execution<T> {
        T execute() throws SQLException;
    }

    /** The server has answered: what goes on is on this side, and may take its time. */
    void answered() {
        session.answered();
    }

    private <T> T shown(Statement statement, Execution<T> execution) throws SQLException {
        if (!control.show(() -> cancel(statement))) {
            throw new CancelledBefore();
        }
        session.asked(System.nanoTime());
        try {
            return execution.execute();
        } finally {
            session.answered();
            control.hide();
        }
    }

    /** Work on the session that is no statement of the unit's: no cancel hits it. */
    <T> T awaiting(Supplier<T> work) {
        session.asked(System.nanoTime());
        try {
            return work.get();
        } finally {
            session.answered();
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException fault) {
            LOG.log(
                    Level.WARNING,
                    "a statement could not be cancelled and will be tried again: {0}",
                    OneLine.of(fault));
        }
    }

    /** Whether the server process is gone, as far as this side knows. */
    boolean broken() {
        return broken;
    }

    void markBroken() {
        broken = true;
    }

    /** Steps through the results of several statements in one execute; the last one that has rows is handed to the reader. */
    static <T> T lastRow(PreparedStatement statement, int results, Work<T> reader) throws SQLException {
        statement.execute();
        // A CALL in the middle has neither rows nor a count and looks like the end: count results instead of looking
        // for it.
        for (int i = 1; i < results; i++) {
            statement.getMoreResults();
        }
        return reader.with(statement);
    }

    static ResultSet row(PreparedStatement statement) throws SQLException {
        ResultSet rows = statement.getResultSet();
        if (rows == null || !rows.next()) {
            throw new SQLException("the statement gave no row", "02000");
        }
        return rows;
    }

    /**
     * Wipes out what the procedure left behind in the session and gives the connection back; a session that cannot be wiped is not given to
     * anybody again, and counts as broken. Never hides the unit's own outcome; does nothing the second time.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        control.done();
        try {
            if (broken) {
                discard();
            } else {
                reset();
            }
        } catch (SQLException | RuntimeException fault) {
            LOG.log(Level.INFO, "a session could not be reset and is discarded: {0}", OneLine.of(fault));
            broken = true;
            discard();
        } finally {
            closeQuietly();
        }
    }

    /**
     * Wipes out what the procedure left behind in the session, which stays open.
     *
     * @throws SQLException if the session is not to be used any more
     */
    void reset() throws SQLException {
        int pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
        if (pid != session().pid()) {
            throw new SQLException("the connection has moved from process %d to %d"
                    .formatted(session().pid(), pid));
        }
        session.asked(System.nanoTime());
        try (Statement statement = connection.createStatement()) {
            statement.execute(RESET);
        } finally {
            session.answered();
        }
    }

    private void discard() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException fault) {
            LOG.log(Level.FINE, "a broken connection could not be aborted", fault);
        }
    }

    private void closeQuietly() {
        try {
            connection.close();
        } catch (SQLException | RuntimeException fault) {
            LOG.log(Level.FINE, "a connection could not be closed", fault);
        }
    }
}
