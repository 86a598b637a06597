package dev.silversmith.pg;

import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.core.shared.OneLine;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A warehouse connection that a unit works with, as its watch sees it: whether an answer is waited for, and for how long. Safe for many
 * threads; never waits for the connection itself.
 */
final class OpenSession {

    private static final Logger LOG = Logger.getLogger(OpenSession.class.getName());

    /**
     * One wait for an answer.
     *
     * @param number tells it from every other wait on this connection
     */
    record Wait(long number, Duration soFar) {}

    private final Session session;
    private final Connection driver;
    private long number;
    private boolean waiting;
    private long since;

    /** @param driver the driver's own connection, which can be closed while another thread waits for its answer */
    OpenSession(Session session, Connection driver) {
        this.session = session;
        this.driver = driver;
    }

    Session session() {
        return session;
    }

    /** Something is sent, and its answer is waited for from now. */
    synchronized void asked(long nanos) {
        number++;
        waiting = true;
        since = nanos;
    }

    /** The answer is there, or the wait was given up. */
    synchronized void answered() {
        waiting = false;
    }

    /** The wait that goes on now. */
    synchronized Optional<Wait> waitAt(long nanos) {
        return waiting ? Optional.of(new Wait(number, Duration.ofNanos(nanos - since))) : Optional.empty();
    }

    /**
     * Closes this side of the connection if that wait goes on, so that whoever waits gets an error; from then on the session is nobody's.
     *
     * @return false if the wait is over
     */
    synchronized boolean abort(Wait wait) {
        if (!waiting || number != wait.number()) {
            return false;
        }
        abort();
        return true;
    }

    /** Closes this side of the connection, whatever it is used for. */
    void abort() {
        try {
            driver.abort(Runnable::run);
        } catch (SQLException | RuntimeException fault) {
            LOG.log(Level.WARNING, "session {0} could not be closed on this side: {1}", new Object[] {
                Integer.toString(session.pid()), OneLine.of(fault)
            });
        }
    }
}
