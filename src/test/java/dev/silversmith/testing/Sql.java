package dev.silversmith.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SQL in one line for tests; {@code ?} binds as {@link PreparedStatement#setObject(int, Object)} does, byte arrays as bytea. */
public final class Sql {

    private Sql() {}

    /** Runs a script or statement without arguments, whatever it answers. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs one statement with arguments; answers how many rows it changed, −1 if it is not one that counts. */
    public static int update(Connection connection, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments)) {
            statement.execute();
            return statement.getUpdateCount();
        }
    }

    /** The first column of the only row; null for SQL NULL. */
    public static <T> T one(Connection connection, Class<T> type, String sql, Object... arguments) throws SQLException {
        List<T> values = list(connection, type, sql, arguments);
        if (values.size() != 1) {
            throw new IllegalStateException(values.size() + " rows instead of one: " + sql);
        }
        return values.get(0);
    }

    /** The first column of every row. */
    public static <T> List<T> list(Connection connection, Class<T> type, String sql, Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> values = new ArrayList<>();
            while (rows.next()) {
                values.add(type.cast(rows.getObject(1)));
            }
            return values;
        }
    }

    /** Every row as column name → value. */
    public static List<Map<String, Object>> rows(Connection connection, String sql, Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<Map<String, Object>> all = new ArrayList<>();
            while (rows.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.put(rows.getMetaData().getColumnLabel(i), rows.getObject(i));
                }
                all.add(row);
            }
            return all;
        }
    }

    /** The only row as column name → value. */
    public static Map<String, Object> row(Connection connection, String sql, Object... arguments) throws SQLException {
        List<Map<String, Object>> all = rows(connection, sql, arguments);
        if (all.size() != 1) {
            throw new IllegalStateException(all.size() + " rows instead of one: " + sql);
        }
        return all.get(0);
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }
}
