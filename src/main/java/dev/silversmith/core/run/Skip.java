package dev.silversmith.core.run;

import dev.silversmith.core.shared.QualifiedName;

/**
 * A procedure that will not be run, and why.
 *
 * @param procedure the procedure
 * @param because {@code silver.load_x failed}, naming the procedure that is to blame; or one of the constants
 */
public record Skip(QualifiedName procedure, String because) {

    /** The reason of whatever was not started because the run stops at the first failure. */
    public static final String RUN_STOPPED = "run_stopped";

    /** The reason of everything in a run that a second person rejected. */
    public static final String RUN_REJECTED = "run_rejected";

    /** The reason of everything in a run that nobody approved, or started, in time, or whose plan changed before that. */
    public static final String RUN_EXPIRED = "run_expired";
}
