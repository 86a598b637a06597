package dev.silversmith.app.port;

/** Signals server processes of the warehouse login, through a connection apart from the lanes'. */
public interface SessionSignals {

    /** Ends the session, if it still is that one. */
    void terminate(UnitControl.Session session);
}
