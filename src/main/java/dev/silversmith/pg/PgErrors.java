package dev.silversmith.pg;

import dev.silversmith.app.port.StepError;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Reads PostgreSQL's errors. */
final class PgErrors {

    /** Serialization failure, deadlock, lock not available, shutdowns of the server or session, too many connections. */
    private static final Set<String> TRANSIENT = Set.of("40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300");

    /** Set by our own recording functions: the attempt is not running under this claim any more. */
    static final String GIVEN_UP = "SM001";

    /** A procedure of a full run is not the one that was approved. */
    static final String NOT_APPROVED = "SM003";

    /** An attempt that was under way when its server was lost. */
    static final String LOST = "SM005";

    static final String QUERY_CANCELED = "57014";

    private static final String INVALID_TRANSACTION_TERMINATION = "2D000";

    private PgErrors() {}

    /** Whether the session is gone: whatever was open on it is rolled back or will be. */
    static boolean isConnectionLoss(SQLException error) {
        String state = sqlState(error);
        return state.startsWith("08") || state.startsWith("57P") || state.equals("25P03");
    }

    static boolean isTransient(String sqlState) {
        return sqlState.startsWith("08") || TRANSIENT.contains(sqlState);
    }

    /** Five characters; empty if none was given. */
    static String sqlState(SQLException error) {
        String state = postgres(error).map(SQLException::getSQLState).orElse(error.getSQLState());
        return state == null ? "" : state;
    }

    static StepError describe(SQLException error) {
        String state = sqlState(error);
        ServerErrorMessage server =
                postgres(error).map(PSQLException::getServerErrorMessage).orElse(null);
        if (server == null) {
            return new StepError(
                    Optional.of(state).filter(text -> !text.isEmpty()),
                    String.valueOf(error.getMessage()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    isTransient(state));
        }
        return new StepError(
                Optional.of(state),
                String.valueOf(server.getMessage()),
                Optional.ofNullable(server.getDetail()),
                Optional.ofNullable(server.getHint()).or(() -> advice(state)),
                Optional.ofNullable(server.getWhere()),
                Optional.of(server.getPosition()).filter(position -> position > 0),
                isTransient(state));
    }

    private static Optional<String> advice(String state) {
        return state.equals(INVALID_TRANSACTION_TERMINATION)
                ? Optional.of("The engine commits the procedure together with its success record:"
                        + " take COMMIT and ROLLBACK out of the procedure.")
                : Optional.empty();
    }

    private static Optional<PSQLException> postgres(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
