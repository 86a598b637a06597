package dev.silversmith.pg;

import dev.silversmith.app.port.SessionSignals;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.core.shared.OneLine;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Ends sessions of the warehouse login, through the warehouse login itself: the control login may not. */
@ApplicationScoped
public class PgSessionSignals implements SessionSignals {

    private static final Logger LOG = Logger.getLogger(PgSessionSignals.class.getName());

    private static final String TERMINATE = """
            select pg_catalog.pg_terminate_backend(a.pid)
              from pg_catalog.pg_stat_activity a
             where a.pid = ?
               and a.backend_start = ?
               and a.usename = current_user
            """;

    @Resource(name = "jdbc/silversmithSignals", lookup = "jdbc/warehouseSignals")
    private DataSource signals;

    @Override
    public void terminate(Session session) {
        try (Connection connection = signals.getConnection();
                PreparedStatement statement = connection.prepareStatement(TERMINATE)) {
            statement.setInt(1, session.pid());
            statement.setObject(2, session.backendStart().atOffset(ZoneOffset.UTC));
            statement.execute();
            LOG.log(
                    Level.WARNING,
                    "session {0} did not end by itself and is terminated",
                    Integer.toString(session.pid()));
        } catch (SQLException fault) {
            LOG.log(Level.WARNING, "session {0} could not be terminated, tried again: {1}", new Object[] {
                Integer.toString(session.pid()), OneLine.of(fault)
            });
        }
    }
}
