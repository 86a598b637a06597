package dev.silversmith.boot;

import java.sql.SQLException;

/** Tells a database that cannot be reached for a while from one that refuses. */
final class DatabaseAway {

    private DatabaseAway() {}

    /** Whether the connection was not to be had or was lost on the way: by that alone nothing is wrong with this server. */
    static boolean explains(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException error && isAway(error.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Connection exceptions, shutdowns and starts of the database or the end of the session, too many connections. */
    private static boolean isAway(String sqlState) {
        return sqlState != null
                && (sqlState.startsWith("08") || sqlState.startsWith("57P") || sqlState.equals("53300"));
    }
}
