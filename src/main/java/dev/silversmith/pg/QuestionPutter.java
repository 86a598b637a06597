package dev.silversmith.pg;

import dev.silversmith.core.plan.DatabaseQuestion;
import dev.silversmith.core.plan.DatabaseQuestion.Cast;
import dev.silversmith.core.plan.DatabaseQuestion.Query;
import dev.silversmith.core.plan.DatabaseQuestion.Value;
import dev.silversmith.core.shared.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts questions to the database, each in the way in which the engine would do the thing: what PostgreSQL refuses then, it refuses now.
 * Values of one type are tried together, and one by one only if one of them is refused.
 */
final class QuestionPutter {

    private final Connection connection;
    private final Map<DatabaseQuestion, String> refused = new HashMap<>();

    /** The connection commits each statement by itself, so that an error spoils nothing. */
    QuestionPutter(Connection connection) {
        this.connection = connection;
    }

    Map<DatabaseQuestion, String> refused(Collection<DatabaseQuestion> questions) throws SQLException {
        RoutineQueries.qualifyTypes(connection, false);
        Map<String, List<Value>> values =
                all(Value.class, questions).stream().collect(Collectors.groupingBy(Value::type));
        for (Map.Entry<String, List<Value>> entry : values.entrySet()) {
            values(entry.getKey(), entry.getValue());
        }
        for (Cast cast : all(Cast.class, questions)) {
            put(cast, "select null::%s::%s".formatted(cast.from(), cast.to()));
        }
        for (Query query : all(Query.class, questions)) {
            query(query); // sets the search path, so it comes last
        }
        return refused;
    }

    private static <T> List<T> all(Class<T> kind, Collection<DatabaseQuestion> questions) {
        return questions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void values(String type, List<Value> values) throws SQLException {
        if (areValues(type, values).isEmpty()) {
            return;
        }
        for (Value value : values) {
            areValues(type, List.of(value)).ifPresent(reason -> refused.put(value, reason));
        }
    }

    private Optional<String> areValues(String type, List<Value> values) throws SQLException {
        Object[] texts = values.stream().map(Value::text).toArray();
        try (PreparedStatement statement = connection.prepareStatement(
                "select count(v.text::%s) from unnest(?::text[]) as v (text)".formatted(type))) {
            statement.setArray(1, connection.createArrayOf("text", texts));
            statement.execute();
            return Optional.empty();
        } catch (SQLException error) {
            return Optional.of(reason(error));
        }
    }

    /** Planned and not executed: that finds what is not there, what does not fit and what may not be read. */
    private void query(Query query) throws SQLException {
        String path = query.searchPath().isEmpty()
                ? "reset search_path"
                : "set search_path = "
                        + query.searchPath().stream().map(Identifiers::quote).collect(Collectors.joining(", "));
        try {
            String sql = "explain " + ScalarQuery.of(query.query(), query.type());
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(path);
            }
            put(query, sql);
        } catch (UnitFault severalStatements) {
            refused.put(query, severalStatements.getMessage());
        }
    }

    private void put(DatabaseQuestion question, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException error) {
            refused.put(question, reason(error));
        }
    }

    /** A fault of the connection is no answer. */
    private static String reason(SQLException error) throws SQLException {
        if (PgErrors.isConnectionLoss(error)) {
            throw error;
        }
        return PgErrors.describe(error).message();
    }
}
