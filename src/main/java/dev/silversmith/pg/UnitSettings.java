package dev.silversmith.pg;

import dev.silversmith.app.port.UnitCall.MemberCall;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.shared.Identifiers;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** A member's limits, name and search path, as settings of its transaction or of the whole session. */
final class UnitSettings {

    static final String OF_TRANSACTION = """
            select pg_catalog.set_config('statement_timeout', ?, true), \
            pg_catalog.set_config('lock_timeout', ?, true), \
            pg_catalog.set_config('application_name', ?, true), \
            pg_catalog.set_config('search_path', coalesce(?, pg_catalog.current_setting('search_path')), true)\
            """;

    /** For a procedure that ends transactions by itself. */
    static final String OF_SESSION = OF_TRANSACTION.replace(", true)", ", false)");

    private UnitSettings() {}

    /** Binds the four values from a place on; answers the next place. */
    static int bind(PreparedStatement statement, int from, MemberCall member) throws SQLException {
        PlannedProcedure procedure = member.procedure();
        statement.setString(from, millis(procedure.execution().timeout()));
        statement.setString(from + 1, millis(Optional.of(procedure.execution().lockTimeout())));
        statement.setString(from + 2, "silversmith/" + member.stepId());
        if (procedure.execution().searchPath().isEmpty()) {
            statement.setNull(from + 3, Types.VARCHAR);
        } else {
            statement.setString(
                    from + 3,
                    procedure.execution().searchPath().stream()
                            .map(Identifiers::quote)
                            .collect(Collectors.joining(", ")));
        }
        return from + 4;
    }

    /** PostgreSQL counts in milliseconds; 0 is no limit. */
    static String millis(Optional<Duration> limit) {
        return limit.map(duration -> Long.toString(Math.max(1, duration.toMillis())))
                .orElse("0");
    }
}
