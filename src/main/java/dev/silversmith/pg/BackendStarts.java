package dev.silversmith.pg;

import dev.silversmith.app.port.UnitControl.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.postgresql.core.BaseConnection;

/** Process id and start of the server process behind a session: together they name it, for process ids are used again. */
@ApplicationScoped
public class BackendStarts {

    private static final int ANSWER_MILLIS = 10_000;

    private static final String BACKEND_START = """
            select a.backend_start from pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a
            """;

    /** The driver's own connection: it can be closed while another thread waits for its answer. */
    static BaseConnection driver(Connection connection) throws SQLException {
        return connection.unwrap(BaseConnection.class);
    }

    /** The connection may have died in the pool without a word: an answer that does not come soon will not come. */
    Session session(Connection connection) throws SQLException {
        BaseConnection driver = driver(connection);
        int pid = driver.getBackendPID();
        driver.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
        OffsetDateTime start = ask(connection);
        driver.setNetworkTimeout(Runnable::run, 0);
        return new Session(pid, start.toInstant());
    }

    private static OffsetDateTime ask(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BACKEND_START);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getObject("backend_start", OffsetDateTime.class);
        }
    }
}
