package dev.silversmith.pg;

import dev.silversmith.app.port.SessionSignals;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.core.shared.OneLine;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
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

    private static final String ALIVE = """
            select a.pid
              from pg_catalog.pg_stat_activity a
             where a.pid = ?
               and a.backend_start = ?
            """;

    /** The lock's key is shown in two halves. */
    private static final String AT_WORK_FOR = """
               and exists (select
                             from pg_catalog.pg_locks l,
                                  pg_catalog.hashtextextended('silversmith:' || ?::pg_catalog.text, 0) as key
                            where l.pid = a.pid
                              and l.locktype = 'advisory'
                              and l.granted
                              and l.database = a.datid
                              and l.classid = ((key >> 32) & 4294967295)::pg_catalog.oid
                              and l.objid = (key & 4294967295)::pg_catalog.oid
                              and l.objsubid = 1)
            """;

    @Resource(name = "jdbc/silversmithSignals", lookup = "jdbc/warehouseSignals")
    private DataSource signals;

    @Override
    public void terminate(Session session) {
        terminate(session, TERMINATE);
    }

    @Override
    public void terminate(UUID leadStepId, Session session) {
        terminate(session, TERMINATE + AT_WORK_FOR, leadStepId.toString());
    }

    @Override
    public boolean gone(Session session) {
        try (Connection connection = connect()) {
            return !finds(connection, session, ALIVE);
        } catch (SQLException fault) {
            LOG.log(Level.WARNING, "whether session {0} is gone is not known yet: {1}", new Object[] {
                Integer.toString(session.pid()), OneLine.of(fault)
            });
            return false;
        }
    }

    private void terminate(Session session, String sql, Object... more) {
        String pid = Integer.toString(session.pid());
        try (Connection connection = connect()) {
            if (finds(connection, session, sql, more)) {
                LOG.log(Level.WARNING, "session {0} of the warehouse login is terminated", pid);
            }
        } catch (SQLException fault) {
            LOG.log(Level.WARNING, "session {0} could not be terminated, tried again: {1}", new Object[] {
                pid, OneLine.of(fault)
            });
        }
    }

    Connection connect() throws SQLException {
        return signals.getConnection();
    }

    private static boolean finds(Connection connection, Session session, String sql, Object... more)
            throws SQLException {
        Object[] values = Stream.concat(
                        Stream.of(session.pid(), session.backendStart().atOffset(ZoneOffset.UTC)), Stream.of(more))
                .toArray();
        try (PreparedStatement statement = Statements.prepare(connection, sql, values);
                ResultSet found = statement.executeQuery()) {
            return found.next();
        }
    }
}
