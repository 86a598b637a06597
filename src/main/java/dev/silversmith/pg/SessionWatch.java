package dev.silversmith.pg;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.SessionSignals;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.pg.OpenSession.Wait;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Finds units that wait for an answer that will never come: their server process is gone, or has had nothing to do for as long as they wait,
 * for the question or the answer was lost on the way. Their connection is closed on this side, and the process ended.
 *
 * <p>It is patient: both sides must have been silent for the time of a lease, and be found so twice. Whatever PostgreSQL says is at work, a
 * call of hours, a commit, a wait for a lock, is left alone, and so is everything while PostgreSQL cannot be asked.
 */
@ApplicationScoped
public class SessionWatch {

    private static final Logger LOG = Logger.getLogger(SessionWatch.class.getName());

    /** Processes with anything to do, and those that have had nothing to do for a shorter time, are not lost. */
    private static final String NOT_LOST = """
            select a.pid, a.backend_start
              from pg_catalog.pg_stat_activity a
             where a.pid = any (?)
               and a.usename = current_user
               and (a.state is null
                    or a.state not in ('idle', 'idle in transaction', 'idle in transaction (aborted)')
                    or a.state_change > pg_catalog.clock_timestamp() - ? * interval '1 millisecond')
            """;

    /** Whoever asks a standby hears of none of these processes. */
    private static final String STANDBY = "select pg_catalog.pg_is_in_recovery()";

    @Resource(name = "jdbc/silversmithSignals", lookup = "jdbc/warehouseSignals")
    private DataSource signals;

    private final OpenSessions sessions;
    private final SessionSignals ending;
    private final Duration patience;
    private Map<OpenSession, Wait> suspects = Map.of();

    @Inject
    SessionWatch(OpenSessions sessions, SessionSignals ending, EngineSettings settings) {
        this.sessions = sessions;
        this.ending = ending;
        this.patience = settings.lease();
    }

    SessionWatch() {
        this.sessions = null;
        this.ending = null;
        this.patience = null;
    }

    /** One look; called every few seconds, by one thread at a time. */
    public void round() {
        Map<OpenSession, Wait> silent = silent();
        if (!silent.isEmpty()) {
            try (Connection connection = connect()) {
                refuseStandby(connection);
                silent.keySet().removeIf(notLost(connection, silent.keySet())::contains);
            } catch (SQLException fault) {
                LOG.log(Level.WARNING, "nobody knows whether {0} sessions are lost: {1}", new Object[] {
                    silent.size(), OneLine.of(fault)
                });
                return;
            }
        }
        silent.forEach(this::endIfSuspect);
        suspects = silent;
    }

    Connection connect() throws SQLException {
        return signals.getConnection();
    }

    private static void refuseStandby(Connection connection) throws SQLException {
        try (PreparedStatement question = connection.prepareStatement(STANDBY);
                ResultSet row = question.executeQuery()) {
            row.next();
            if (row.getBoolean(1)) {
                throw new SQLException("the session is on a standby", PgErrors.READ_ONLY);
            }
        }
    }

    private Map<OpenSession, Wait> silent() {
        Map<OpenSession, Wait> silent = new HashMap<>();
        long now = System.nanoTime();
        for (OpenSession session : sessions.all()) {
            session.waitAt(now)
                    .filter(wait -> wait.soFar().compareTo(patience) >= 0)
                    .ifPresent(wait -> silent.put(session, wait));
        }
        return silent;
    }

    private Set<OpenSession> notLost(Connection connection, Set<OpenSession> asked) throws SQLException {
        Set<Session> atWork = new HashSet<>();
        try (PreparedStatement question = connection.prepareStatement(NOT_LOST)) {
            List<Integer> pids =
                    asked.stream().map(session -> session.session().pid()).toList();
            question.setArray(1, connection.createArrayOf("int4", pids.toArray()));
            question.setLong(2, patience.toMillis());
            try (ResultSet rows = question.executeQuery()) {
                while (rows.next()) {
                    atWork.add(new Session(
                            rows.getInt("pid"),
                            rows.getObject("backend_start", OffsetDateTime.class)
                                    .toInstant()));
                }
            }
        }
        Set<OpenSession> found = new HashSet<>(asked);
        found.removeIf(session -> !atWork.contains(session.session()));
        return found;
    }

    /** An error that is on its way has come by the second look. */
    private void endIfSuspect(OpenSession session, Wait wait) {
        Wait before = suspects.get(session);
        if (before == null || before.number() != wait.number()) {
            return;
        }
        if (session.abort(wait)) {
            LOG.log(
                    Level.WARNING,
                    "no answer of session {0} for {1} s though it has nothing to do: its connection is lost and closed",
                    new Object[] {
                        Integer.toString(session.session().pid()),
                        Long.toString(wait.soFar().toSeconds())
                    });
            ending.terminate(session.session());
        }
    }
}
