package dev.silversmith.app.port;

import java.util.UUID;

/** Signals server processes of the warehouse login, through a connection apart from the lanes'. */
public interface SessionSignals {

    /** Ends the session, if it still is that one. Only for whoever holds the session, so that it works for nobody else meanwhile. */
    void terminate(UnitControl.Session session);

    /** Whether the session is not there any more; false also while that cannot be found out. */
    boolean gone(UnitControl.Session session);

    /**
     * Ends the session if it is at work for the unit: one that went back to the pool works for another by now.
     *
     * @param leadStepId the first member's attempt, whose advisory lock the unit's transaction holds
     */
    void terminate(UUID leadStepId, UnitControl.Session session);
}
