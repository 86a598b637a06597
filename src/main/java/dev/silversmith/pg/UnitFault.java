package dev.silversmith.pg;

import java.sql.SQLException;

/** A reason of ours, not the database's, why a unit may not commit. */
final class UnitFault extends SQLException {

    private static final long serialVersionUID = 1L;

    UnitFault(String message) {
        super(message);
    }

    /** With an SQLSTATE of ours. */
    UnitFault(String message, String sqlState) {
        super(message, sqlState);
    }

    UnitFault(String message, Throwable cause) {
        super(message, cause);
    }
}
