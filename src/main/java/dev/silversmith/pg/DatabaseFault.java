package dev.silversmith.pg;

import java.sql.SQLException;

/** A database fault that nobody expected at this place; its text is for the log, never for a caller. */
public final class DatabaseFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean mayPass;

    DatabaseFault(String doing, SQLException cause) {
        super(doing + ": SQLSTATE " + cause.getSQLState(), cause);
        this.mayPass = PgErrors.isConnectionLoss(cause) || PgErrors.isTransient(PgErrors.sqlState(cause));
    }

    /** Whether the same may work a moment later. */
    boolean isTransient() {
        return mayPass;
    }
}
