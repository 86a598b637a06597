package dev.silversmith.pg;

import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.util.ServerErrorMessage;

/** What Silversmith adds to PostgreSQL's hint, where it knows what its users met before; in the error itself, for whoever reads it where. */
final class ErrorAdvice {

    private static final String COMMITS =
            "With transaction: managed the engine commits the procedure together with its success record: take"
                    + " COMMIT and ROLLBACK out of the procedure, or set transaction: own in the catalog and make a new run: this one"
                    + " goes on with its plan. Even then PostgreSQL refuses them in a procedure that is SECURITY DEFINER or has a SET clause (use searchPath in the catalog instead), and inside a function or a"
                    + " block with EXCEPTION.";

    private static final String DEPENDANTS =
            "Keep the table: empty it with TRUNCATE and fill it with INSERT ... SELECT, instead of DROP and"
                    + " CREATE, which would take with it%s.";

    private static final String OWNER =
            "This wants the owner: make the warehouse login a member of the role that owns it, or give it to that"
                    + " login with ALTER ... OWNER TO.";

    private static final String GRANT =
            "Grant the warehouse login what is missing: USAGE on the schema, EXECUTE on the routine, and on the"
                    + " table SELECT, INSERT, UPDATE, DELETE or TRUNCATE, whichever the statement needs.";

    private static final String NOT_FOUND =
            "If it is there, write its schema before its name, or give the procedure a searchPath in the"
                    + " catalog: the warehouse login's own search path need not have it.";

    private static final String LOCKED =
            "Its lockTimeout has passed. While a step waits, its page names the session that holds the lock;"
                    + " end that one, or let the procedure wait longer.";

    private static final String NOT_INSIDE =
            "PostgreSQL does this only outside of procedures. ANALYZE, VACUUM and VACUUM ANALYZE of a table can"
                    + " follow the success: list them under afterSuccess in the catalog.";

    private static final String TOO_LONG =
            "Its timeout has passed: give the procedure a longer one in the catalog, or less to do.";

    private static final String BY_REQUEST =
            "It was not cancelled here: somebody has called pg_cancel_backend, or cancelled it with another tool.";

    private static final String REFRESH_GRANT =
            "A view is filled with the rights of its owner: grant the owner what is missing, SELECT on the tables"
                    + " that the view reads and EXECUTE on its functions.";

    private static final String REFRESH_NOT_FOUND =
            "If it is there, write its schema before its name in the functions that the view calls: a refresh need"
                    + " not have their search path.";

    private static final String REFRESH_LOCKED =
            "The lockTimeout of the refresh target has passed: end the session that holds the lock, a reader of the"
                    + " view for example, or let the refresh target wait longer in the catalog.";

    private static final String REFRESH_TOO_LONG =
            "The timeout of the refresh target has passed: give the refresh target a longer one in the catalog, or"
                    + " the view's query less to do.";

    /** What has failed. */
    enum Subject {
        PROCEDURE,
        REFRESH
    }

    private ErrorAdvice() {}

    static Optional<String> of(Subject subject, String state, ServerErrorMessage server) {
        return subject == Subject.REFRESH ? ofRefresh(state, server) : ofProcedure(state, server);
    }

    private static Optional<String> ofRefresh(String state, ServerErrorMessage server) {
        return Optional.ofNullable(
                switch (state) {
                    case "42501" -> text(server).contains("owner") ? OWNER : REFRESH_GRANT;
                    case "42P01", "42883", "42704", "3F000" -> server.getWhere() == null ? null : REFRESH_NOT_FOUND;
                    case "55P03" -> text(server).contains("lock timeout") ? REFRESH_LOCKED : null;
                    case PgErrors.QUERY_CANCELED -> stopped(state, server, REFRESH_TOO_LONG);
                    default -> null;
                });
    }

    private static Optional<String> ofProcedure(String state, ServerErrorMessage server) {
        return Optional.ofNullable(
                switch (state) {
                    case "2D000" -> COMMITS;
                    case "25001" -> NOT_INSIDE;
                    case "2BP01" -> DEPENDANTS.formatted(dependants(server));
                    case "42501" -> text(server).contains("owner") ? OWNER : GRANT;
                    case "42P01", "42883", "42704", "3F000" -> server.getWhere() == null ? null : NOT_FOUND;
                    case "55P03" -> text(server).contains("lock timeout") ? LOCKED : null;
                    case PgErrors.QUERY_CANCELED -> stopped(state, server, TOO_LONG);
                    default -> null;
                });
    }

    private static String stopped(String state, ServerErrorMessage server, String tooLong) {
        if (byRequest(state, server)) {
            return BY_REQUEST;
        }
        return isOfTheServer(server) && text(server).contains("statement timeout") ? tooLong : null;
    }

    /** A statement that took too long has the same SQLSTATE, and so may an exception that a procedure raises. */
    static boolean byRequest(String state, ServerErrorMessage server) {
        return state.equals(PgErrors.QUERY_CANCELED)
                && isOfTheServer(server)
                && text(server).contains("user request");
    }

    private static boolean isOfTheServer(ServerErrorMessage server) {
        return "ProcessInterrupts".equals(server.getRoutine());
    }

    private static String text(ServerErrorMessage server) {
        return String.valueOf(server.getMessage());
    }

    /** PostgreSQL names each in a line of the detail. */
    private static String dependants(ServerErrorMessage server) {
        return Optional.ofNullable(server.getDetail())
                .map(detail -> ": " + detail.lines().map(String::strip).collect(Collectors.joining("; ")))
                .orElse(" all that depends on it");
    }
}
