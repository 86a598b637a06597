package dev.silversmith.pg;

import java.sql.SQLException;

/** A database fault that nobody expected at this place; its text is for the log, never for a caller. */
public final class DatabaseFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseFault(String doing, SQLException cause) {
        super(doing + ": SQLSTATE " + cause.getSQLState(), cause);
    }
}
