package dev.silversmith.app.port;

/** Looks into a fault that nobody foresaw. */
public interface FaultInspector {

    /** Whether the database could not be reached or used; the same request may succeed later. */
    boolean isUnavailable(Throwable fault);
}
