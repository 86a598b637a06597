package dev.silversmith.pg;

import dev.silversmith.app.port.UnitControl.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;

/** Process id and start of the server process behind a session: together they name it, for process ids are used again. */
@ApplicationScoped
public class BackendStarts {

    private static final int ANSWER_MILLIS = 10_000;
    private static final String CONNECTION_FAILURE = "08006";

    private static final String BACKEND = """
            select a.backend_start, pg_catalog.current_setting('transaction_read_only') = 'on' as read_only
              from pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a
            """;

    /**
     * The driver's own end of a connection, behind the pool's back: it can be closed while another thread waits for its answer, and the pool
     * hears of that from whoever waits, as of any other loss.
     */
    static QueryExecutor driver(Connection connection) throws SQLException {
        return connection.unwrap(BaseConnection.class).getQueryExecutor();
    }

    /**
     * Asks who works behind a connection. It may have died in the pool without a word: an answer that does not come soon will not come.
     *
     * @throws SQLException also if it cannot write anything, as on a standby
     */
    Session session(Connection connection) throws SQLException {
        QueryExecutor driver = driver(connection);
        limit(driver, ANSWER_MILLIS);
        OffsetDateTime start = ask(connection);
        limit(driver, 0);
        return new Session(driver.getBackendPID(), start.toInstant());
    }

    private static void limit(QueryExecutor driver, int millis) throws SQLException {
        try {
            driver.setNetworkTimeout(millis);
        } catch (IOException lost) {
            throw new SQLException("the connection is lost", CONNECTION_FAILURE, lost);
        }
    }

    private static OffsetDateTime ask(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BACKEND);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            if (rows.getBoolean("read_only")) {
                throw new SQLException("the session is read-only", PgErrors.READ_ONLY);
            }
            return rows.getObject("backend_start", OffsetDateTime.class);
        }
    }
}
