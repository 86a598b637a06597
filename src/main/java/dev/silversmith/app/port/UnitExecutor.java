package dev.silversmith.app.port;

/** Executes units: one transaction, one commit, effects and success record together. */
public interface UnitExecutor {

    /**
     * Claims and executes a unit, on the calling thread, until its outcome is known.
     *
     * <p>A success is recorded inside the unit's own transaction; recording any other outcome is the caller's.
     */
    UnitResult execute(UnitCall call);

    /** As the other one, of a refresh; a failure is that of its only member. */
    UnitResult execute(RefreshCall call);
}
