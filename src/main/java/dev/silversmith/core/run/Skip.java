package dev.silversmith.core.run;

import dev.silversmith.core.shared.QualifiedName;

/**
 * A procedure that will not be run, or a view that will not be refreshed, and why.
 *
 * @param what the procedure, or the view
 * @param refresh whether it is a view's refresh: a view and a procedure may have the same name
 * @param because {@code silver.load_x failed}, naming the procedure that is to blame; or one of the constants
 */
public record Skip(QualifiedName what, boolean refresh, String because) {

    /** The reason of whatever was not started because the run stops at the first failure. */
    public static final String RUN_STOPPED = "run_stopped";

    /** The reason of everything in a run that a second person rejected. */
    public static final String RUN_REJECTED = "run_rejected";

    /** The reason of everything in a run that nobody approved, or started, in time, or whose plan changed before that. */
    public static final String RUN_EXPIRED = "run_expired";

    /** A procedure that will not be run. */
    public static Skip procedure(QualifiedName procedure, String because) {
        return new Skip(procedure, false, because);
    }

    /** A view that will not be refreshed. */
    public static Skip refresh(QualifiedName view, String because) {
        return new Skip(view, true, because);
    }
}
