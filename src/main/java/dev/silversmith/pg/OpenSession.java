package dev.silversmith.pg;

import dev.silversmith.app.port.UnitControl.Session;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.core.QueryExecutor;

/**
 * A warehouse connection that a unit works with, as its watch sees it: whether an answer is waited for, and for how long. Safe for many
 * threads; never waits for the connection itself.
 */
final class OpenSession {

    /**
     * One wait for an answer.
     *
     * @param number tells it from every other wait on this connection
     */
    record Wait(long number, Duration soFar) {}

    private final Session session;
    private final QueryExecutor driver;
    private long number;
    private boolean waiting;
    private long since;

    /** @param driver the driver's own end of the connection */
    OpenSession(Session session, QueryExecutor driver) {
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
        driver.abort();
    }
}
