package dev.silversmith.app.port;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * Connects a unit under way with whoever wants to cancel it. Safe for many threads.
 *
 * <p>The executor shows the statement it is about to execute and takes it back afterwards; a cancel hits the statement shown and none that
 * comes later on the connection.
 */
public final class UnitControl {

    private Statement statement;
    private Session session;
    private Instant cancelledAt;

    /** Something that is being executed and can be cancelled. */
    @FunctionalInterface
    public interface Statement {

        /** Asks the server to cancel it; does nothing if it is not being executed. */
        void cancel();
    }

    /**
     * The server process that works for the unit.
     *
     * @param backendStart when the process began, so that a reused pid is recognised
     */
    public record Session(int pid, Instant backendStart) {}

    /** Notes the session; empty-handed again with {@link #done()}. */
    public synchronized void session(Session working) {
        session = working;
    }

    /**
     * Shows the statement that is executed next.
     *
     * @return false if the unit is cancelled already and the statement must not be executed
     */
    public synchronized boolean show(Statement next) {
        if (cancelledAt != null) {
            return false;
        }
        statement = next;
        return true;
    }

    /** Takes the statement back. */
    public synchronized void hide() {
        statement = null;
    }

    /** The unit's transaction has ended; nothing of it can be hit any more. */
    public synchronized void done() {
        statement = null;
        session = null;
    }

    /** Cancels the unit, now and whenever this is called again until it has ended. */
    public synchronized void cancel(Instant now) {
        if (cancelledAt == null) {
            cancelledAt = now;
        }
        if (statement != null) {
            statement.cancel();
        }
    }

    public synchronized boolean cancelled() {
        return cancelledAt != null;
    }

    /**
     * Ends the session if the unit was cancelled before the given time and is still under way. The unit cannot give the session away while
     * it is being ended, so that no other unit is hit.
     */
    public synchronized void endOverdue(Instant cancelledBefore, Consumer<Session> ending) {
        if (session != null && cancelledAt != null && cancelledAt.isBefore(cancelledBefore)) {
            ending.accept(session);
        }
    }
}
