package dev.silversmith.pg;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds types by the names that people write. */
final class TypeQueries {

    private static final String TYPES = """
            select t.written, format_type(t.type, null)
              from (select w.written, to_regtype(w.written)::oid as type from unnest(?::text[]) as w (written)) t
             where t.type is not null
            """;

    /** A text that is not even the form of a type's name. */
    private static final String SYNTAX_ERROR_CLASS = "42";

    private TypeQueries() {}

    /** The database's own name of each type; under the search path of the session, in an open transaction or without one. */
    static Map<String, String> types(Connection connection, Collection<String> written) throws SQLException {
        if (written.isEmpty()) {
            return Map.of();
        }
        try {
            return safely(connection, written);
        } catch (SQLException oneIsMalformed) {
            refuseOther(oneIsMalformed);
        }
        Map<String, String> found = new HashMap<>();
        for (String one : written) {
            try {
                found.putAll(safely(connection, List.of(one)));
            } catch (SQLException malformed) {
                refuseOther(malformed);
            }
        }
        return found;
    }

    private static void refuseOther(SQLException error) throws SQLException {
        if (!PgErrors.sqlState(error).startsWith(SYNTAX_ERROR_CLASS)) {
            throw error;
        }
    }

    /** An error leaves the caller's transaction as it was. */
    private static Map<String, String> safely(Connection connection, Collection<String> written) throws SQLException {
        if (connection.getAutoCommit()) {
            return look(connection, written);
        }
        Savepoint before = connection.setSavepoint();
        try {
            Map<String, String> found = look(connection, written);
            connection.releaseSavepoint(before);
            return found;
        } catch (SQLException error) {
            connection.rollback(before);
            throw error;
        }
    }

    private static Map<String, String> look(Connection connection, Collection<String> written) throws SQLException {
        Map<String, String> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TYPES)) {
            statement.setArray(1, connection.createArrayOf("text", written.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return found;
    }
}
