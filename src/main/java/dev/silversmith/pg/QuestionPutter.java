package dev.silversmith.pg;

import dev.silversmith.core.plan.DatabaseQuestion;
import dev.silversmith.core.plan.DatabaseQuestion.Cast;
import dev.silversmith.core.plan.DatabaseQuestion.Query;
import dev.silversmith.core.plan.DatabaseQuestion.Value;
import dev.silversmith.core.shared.Identifiers;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    /** For all questions of a catalog; one statement has the limit of its session. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Connection connection;
    private final Clock clock;
    private final Instant end;
    private final Map<DatabaseQuestion, String> refused = new HashMap<>();

    /** The connection commits each statement by itself, so that an error spoils nothing. */
    QuestionPutter(Connection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
        this.end = clock.instant().plus(LONGEST);
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
        Optional<SQLException> error = areValues(type, values);
        if (error.isEmpty()) {
            return;
        }
        String reason = reason(error.get());
        if (PgErrors.sqlState(error.get()).equals(PgErrors.QUERY_CANCELED)) {
            values.forEach(value -> refused.put(value, reason)); // each by itself would take as long
            return;
        }
        for (Value value : values) {
            Optional<SQLException> ofOne = areValues(type, List.of(value));
            if (ofOne.isPresent()) {
                refused.put(value, reason(ofOne.get()));
            }
        }
    }

    private Optional<SQLException> areValues(String type, List<Value> values) throws SQLException {
        refuseIfTooLong();
        Object[] texts = values.stream().map(Value::text).toArray();
        try (PreparedStatement statement = connection.prepareStatement(
                "select count(v.text::%s) from unnest(?::text[]) as v (text)".formatted(type))) {
            statement.setArray(1, connection.createArrayOf("text", texts));
            statement.execute();
            return Optional.empty();
        } catch (SQLException error) {
            return Optional.of(error);
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

    private void refuseIfTooLong() {
        if (clock.instant().isAfter(end)) {
            throw new ProblemException(
                    Problem.UNAVAILABLE,
                    "the catalog could not be checked in %d seconds; nothing was changed, import it in parts or repeat it later"
                            .formatted(LONGEST.toSeconds()));
        }
    }

    private void put(DatabaseQuestion question, String sql) throws SQLException {
        refuseIfTooLong();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException error) {
            refused.put(question, reason(error));
        }
    }

    /**
     * What the database says against it. A fault of the connection is no answer, and neither is a lock that somebody holds: to wait for it
     * again at every question helps nobody.
     */
    private static String reason(SQLException error) throws SQLException {
        if (PgErrors.isConnectionLoss(error)) {
            throw error;
        }
        String message = PgErrors.describe(error).message();
        if (PgErrors.isTransient(PgErrors.sqlState(error))) {
            throw new ProblemException(
                    Problem.UNAVAILABLE,
                    "the catalog could not be checked, for the warehouse is busy (%s); nothing was changed, repeat it later"
                            .formatted(message));
        }
        return message;
    }
}
