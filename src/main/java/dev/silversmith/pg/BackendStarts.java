package dev.silversmith.pg;

import dev.silversmith.app.port.UnitControl.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;

/**
 * When the server processes of pooled sessions began, asked once per process.
 *
 * <p>Should a process id be used again, the remembered time is that of the old process: nobody is signalled then by mistake, only waited for.
 */
@ApplicationScoped
public class BackendStarts {

    private static final String BACKEND_START = """
            select a.backend_start from pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a
            """;

    private final Map<Integer, OffsetDateTime> byPid = new ConcurrentHashMap<>();

    Session session(Connection connection) throws SQLException {
        int pid = connection.unwrap(PGConnection.class).getBackendPID();
        OffsetDateTime known = byPid.get(pid);
        if (known == null) {
            known = ask(connection);
            byPid.put(pid, known);
        }
        return new Session(pid, known.toInstant());
    }

    void forget(int pid) {
        byPid.remove(pid);
    }

    private static OffsetDateTime ask(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BACKEND_START);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getObject("backend_start", OffsetDateTime.class);
        }
    }
}
