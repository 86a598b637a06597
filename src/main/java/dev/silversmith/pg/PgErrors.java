package dev.silversmith.pg;

import dev.silversmith.app.port.StepError;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Reads PostgreSQL's errors. */
final class PgErrors {

    /** Serialization failure, deadlock, lock not available, shutdowns of the server or session, too many connections. */
    private static final Set<String> TRANSIENT = Set.of("40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300");

    /** Idle in a transaction for too long; a transaction that took too long (from PostgreSQL 17 on). */
    private static final Set<String> SESSION_LIMITS = Set.of("25P03", "25P04");

    /** Classes: not supported, cardinality, data, constraints, the transaction's kind, syntax and names and rights, raised by code, ours. */
    private static final Set<String> FOR_GOOD = Set.of("0A", "21", "22", "23", "2D", "42", "44", "54", "P0", "SM");

    static final String NO_SUCH_DATABASE = "3D000";

    static final String READ_ONLY = "25006";

    /** Set by our own recording functions: the attempt is not running under this claim any more. */
    static final String GIVEN_UP = "SM001";

    /** A procedure of a full run is not the one that was approved. */
    static final String NOT_APPROVED = "SM003";

    /** An attempt that was under way when its server was lost. */
    static final String LOST = "SM005";

    /** A procedure that commits by itself was cut short, and what it has left behind is not known. */
    static final String UNKNOWN = "SM006";

    static final String QUERY_CANCELED = "57014";

    /** No right; no such routine; no single one; no such schema. */
    private static final Set<String> REFUSED = Set.of("42501", "42883", "42725", "3F000");

    private static final Pattern SEVERITY = Pattern.compile("^\\p{Lu}+: +");

    private static final Pattern APPENDIX = Pattern.compile("\\s*DSRA0010E: [^\n]*$");

    private PgErrors() {}

    /** Whether the session is gone: whatever was open on it is rolled back or will be. */
    static boolean isConnectionLoss(SQLException error) {
        String state = sqlState(error);
        return state.startsWith("08") || state.startsWith("57P") || SESSION_LIMITS.contains(state);
    }

    /** Whether the statement is known to have ended, for the server or we ourselves have said so. */
    static boolean isAnswer(SQLException error) {
        return error instanceof UnitFault || (serverMessage(error).isPresent() && !isConnectionLoss(error));
    }

    /**
     * Whether the database is in trouble, whatever is asked of it: away, full, read-only, out of connections or of memory, or it refuses the
     * login. It says nothing of what was asked, which may work when the trouble is over.
     */
    static boolean isTrouble(SQLException error) {
        String state = sqlState(error);
        return isConnectionLoss(error)
                || state.startsWith("53")
                || state.startsWith("58")
                || state.startsWith("28")
                || state.equals(NO_SUCH_DATABASE)
                || state.equals(READ_ONLY);
    }

    /**
     * Whether a statement of ours may work when it is tried again. Not what is said of the statement itself or of its values: that will be
     * said each time.
     */
    static boolean mayPass(SQLException error) {
        String state = sqlState(error);
        return state.length() < 2 || !FOR_GOOD.contains(state.substring(0, 2));
    }

    static boolean isTransient(String sqlState) {
        return sqlState.startsWith("08") || TRANSIENT.contains(sqlState);
    }

    /** Five characters; empty if none was given. */
    static String sqlState(SQLException error) {
        String state = postgres(error).map(SQLException::getSQLState).orElse(error.getSQLState());
        return state == null ? "" : state;
    }

    /** Whether the statement itself was refused, not one that it executes: a procedure that is not there, or may not be executed. */
    static boolean isRefusedCall(SQLException error) {
        return REFUSED.contains(sqlState(error))
                && serverMessage(error).map(ServerErrorMessage::getWhere).isEmpty();
    }

    private static Optional<ServerErrorMessage> serverMessage(SQLException error) {
        return postgres(error).map(PSQLException::getServerErrorMessage);
    }

    /** What a procedure's statement has failed with. */
    static StepError describe(SQLException error) {
        return describe(error, ErrorAdvice.Subject.PROCEDURE);
    }

    static StepError describe(SQLException error, ErrorAdvice.Subject subject) {
        String state = sqlState(error);
        ServerErrorMessage server = serverMessage(error).orElse(null);
        if (server == null) {
            return new StepError(
                    Optional.of(state).filter(text -> !text.isEmpty()),
                    plain(String.valueOf(error.getMessage())),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    isTransient(state));
        }
        StepError told = new StepError(
                Optional.of(state),
                message(state, server),
                Optional.ofNullable(server.getDetail()),
                Optional.ofNullable(server.getHint()),
                Optional.ofNullable(server.getWhere()),
                Optional.of(server.getPosition()).filter(position -> position > 0),
                isTransient(state));
        return ErrorAdvice.of(subject, state, server).map(told::advising).orElse(told);
    }

    /** The application server puts an SQLSTATE behind a message that it passes on, and the driver a severity before it. */
    private static String plain(String message) {
        return APPENDIX.matcher(SEVERITY.matcher(message).replaceFirst("")).replaceFirst("");
    }

    private static String message(String state, ServerErrorMessage server) {
        String message = String.valueOf(server.getMessage());
        return ErrorAdvice.byRequest(state, server) ? "cancelled in the database: " + message : message;
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
