package dev.silversmith.pg;

import dev.silversmith.app.port.FaultInspector;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Tells by class and SQLSTATE whether the database, and not the request, is the cause of a fault. */
@ApplicationScoped
public class PgFaultInspector implements FaultInspector {

    @Override
    public boolean isUnavailable(Throwable fault) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = fault; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isUnavailable(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnavailable(SQLException fault) {
        if (fault instanceof SQLTransientConnectionException
                || fault instanceof SQLNonTransientConnectionException
                || fault instanceof SQLRecoverableException) {
            return true;
        }
        String state = fault.getSQLState();
        if (state == null || state.length() != 5) {
            return false;
        }
        return switch (state.substring(0, 2)) {
            // connection exception; wrong login; out of resources
            case "08", "28", "53" -> true;
            // 57P01 to 57P05: the server is stopping, starting or ended the session
            case "57" -> state.startsWith("57P");
            // read-only: a standby answers
            default -> state.equals("25006");
        };
    }
}
