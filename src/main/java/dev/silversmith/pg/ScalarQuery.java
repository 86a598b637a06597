package dev.silversmith.pg;

import java.sql.SQLException;
import org.postgresql.core.Parser;

/**
 * A query of the catalog file, made into a statement that answers one value.
 *
 * <p>The text is the engineer's. Within brackets it can only be a query; that it is one statement, so that no COMMIT can follow it, is asked
 * of the driver's own parser, which would split it.
 */
final class ScalarQuery {

    private ScalarQuery() {}

    /**
     * The statement.
     *
     * @param type the SQL type to which the value is cast, a name of {@code pg_catalog}
     * @throws UnitFault if the text is more than one statement
     */
    static String of(String query, String type) throws SQLException {
        String statement = "select (\n" + query + "\n)::pg_catalog." + type + "::pg_catalog.text";
        // How a backslash in a text is read is a setting of the session.
        if (statements(statement, true) != 1 || statements(statement, false) != 1) {
            throw new UnitFault("the query must be one statement without a semicolon: " + query);
        }
        return statement;
    }

    private static int statements(String statement, boolean standardConformingStrings) throws SQLException {
        return Parser.parseJdbcSql(statement, standardConformingStrings, false, true, false, false)
                .size();
    }
}
