package dev.silversmith.pg;

import java.sql.SQLException;

/** A database fault that nobody expected at this place; its text is for the log, never for a caller. */
public final class DatabaseFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean mayPass;

    DatabaseFault(String doing, SQLException cause) {
        super(doing + ": SQLSTATE " + PgErrors.sqlState(cause), cause);
        this.mayPass = PgErrors.mayPass(cause);
    }

    /** Whether the same may work a moment later. */
    boolean mayPass() {
        return mayPass;
    }
}
