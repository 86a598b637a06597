package dev.silversmith.pg;

import dev.silversmith.app.port.UnitControl.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.postgresql.PGConnection;

/** Process id and start of the server process behind a session: together they name it, for process ids are used again. */
@ApplicationScoped
public class BackendStarts {

    private static final String BACKEND = """
            select a.backend_start, pg_catalog.current_setting('transaction_read_only') = 'on' as read_only
              from pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a
            """;

    /**
     * Asks who works behind a connection.
     *
     * @throws SQLException also if it cannot write anything, as on a standby
     */
    Session session(Connection connection) throws SQLException {
        int pid = connection.unwrap(PGConnection.class).getBackendPID();
        try (PreparedStatement statement = connection.prepareStatement(BACKEND);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getBoolean("read_only")) {
                throw new SQLException("the session is read-only", PgErrors.READ_ONLY);
            }
            return new Session(
                    pid, row.getObject("backend_start", OffsetDateTime.class).toInstant());
        }
    }
}
