package dev.silversmith.pg;

import dev.silversmith.app.port.OutcomeResolver;
import dev.silversmith.app.port.Patience;
import dev.silversmith.app.port.SessionSignals;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Finds out what became of a unit: takes the advisory lock that its transaction holds, and reads the attempt when it has it.
 *
 * <p>The lock is had only when the transaction is gone. A session that does not end by itself is ended. While the database cannot be reached
 * there is no answer, and it is asked again.
 *
 * <p>A procedure that commits by itself may have released the lock: of it nothing is said before its session is gone as well.
 */
@ApplicationScoped
public class PgOutcomeResolver implements OutcomeResolver {

    private static final Logger LOG = Logger.getLogger(PgOutcomeResolver.class.getName());

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String LOCK = """
            select set_config('lock_timeout', ?, true),
                   pg_advisory_xact_lock(hashtextextended('silversmith:' || ?::text, 0))
            """;

    private static final String STATUS = """
            select status, transaction = 'own' as own, pg_catalog.pg_is_in_recovery() as standby
              from silversmith.transformation_step
             where id = ?
             union all
            select status, false, pg_catalog.pg_is_in_recovery()
              from silversmith.refresh_execution
             where id = ?
            """;

    private final ControlDatabase control;
    private final SessionSignals signals;
    private final Patience patience;

    @Inject
    PgOutcomeResolver(ControlDatabase control, SessionSignals signals, Patience patience) {
        this.control = control;
        this.signals = signals;
        this.patience = patience;
    }

    PgOutcomeResolver() {
        this(null, null, null);
    }

    @Override
    public StepStatus resolve(UUID leadStepId, Session session) {
        while (true) {
            try {
                Found found = control.attempt(connection -> ask(connection, leadStepId, "3s"));
                if (isGone(found, session)) {
                    return found.status();
                }
                Pause.beforeNextTry("the end of a session", patience);
            } catch (SQLException notYet) {
                LOG.log(Level.INFO, "the outcome of step {0} is not known yet: {1}", new Object[] {
                    leadStepId, OneLine.of(notYet)
                });
                if (LOCK_NOT_AVAILABLE.equals(PgErrors.sqlState(notYet))) {
                    terminate(leadStepId, session);
                }
                Pause.beforeNextTry("an outcome", patience);
            }
        }
    }

    @Override
    public Optional<StepStatus> resolveOrphan(UUID leadStepId, Session session) {
        terminate(leadStepId, session);
        try {
            Found found = control.attempt(connection -> ask(connection, leadStepId, "500ms"));
            return isGone(found, session) ? Optional.of(found.status()) : Optional.empty();
        } catch (SQLException notYet) {
            LOG.log(Level.INFO, "the outcome of step {0} is not known yet: {1}", new Object[] {
                leadStepId, OneLine.of(notYet)
            });
            return Optional.empty();
        }
    }

    /** @param own whether the procedure commits by itself */
    private record Found(StepStatus status, boolean own) {}

    /**
     * Whether nothing is left that could still do something. A managed unit's session may be another's by now, and its transaction is gone.
     */
    private boolean isGone(Found found, Session session) {
        if (!found.own() || found.status() != StepStatus.RUNNING || session == null || signals.gone(session)) {
            return true;
        }
        signals.terminate(session);
        return false;
    }

    private void terminate(UUID leadStepId, Session session) {
        if (session != null) {
            signals.terminate(leadStepId, session);
        }
    }

    /** Two statements: the second one must see what the transaction that held the lock has committed. */
    private static Found ask(Connection connection, UUID stepId, String patience) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement lock = connection.prepareStatement(LOCK);
                PreparedStatement read = connection.prepareStatement(STATUS)) {
            lock.setString(1, patience);
            lock.setString(2, stepId.toString());
            lock.execute();
            read.setObject(1, stepId);
            read.setObject(2, stepId);
            try (ResultSet rows = read.executeQuery()) {
                rows.next();
                if (rows.getBoolean("standby")) {
                    // It may be behind, and the unit's transaction was never on it.
                    throw new SQLException("the session is on a standby", PgErrors.READ_ONLY);
                }
                return new Found(StepStatus.ofWord(rows.getString("status")), rows.getBoolean("own"));
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
