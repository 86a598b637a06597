package dev.silversmith.pg;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Watermark;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * What a procedure said in its OUT and INOUT arguments.
 *
 * @param rows the number of rows that it reports; empty if it reports none
 * @param end where its load has ended; empty if it does not say
 */
record Returned(Optional<Long> rows, Optional<String> end) {

    static final Returned NOTHING = new Returned(Optional.empty(), Optional.empty());

    /** Reads the row that a call has answered, if anything in it is wanted. */
    static Returned read(Execution execution, Statement statement) throws SQLException {
        Optional<String> cursor = execution.watermark().flatMap(Watermark::out);
        if (execution.rowsOut().isEmpty() && cursor.isEmpty()) {
            return NOTHING;
        }
        ResultSet answer = statement.getResultSet();
        if (answer == null || !answer.next()) {
            return NOTHING;
        }
        Optional<Long> rows = Optional.empty();
        if (execution.rowsOut().isPresent()) {
            rows = rows(
                    execution.rowsOut().get(), text(answer, execution.rowsOut().get()));
        }
        Optional<String> end = Optional.empty();
        if (cursor.isPresent()) {
            end = end(execution.watermark().orElseThrow(), text(answer, cursor.get()));
        }
        return new Returned(rows, end);
    }

    /** Not by {@link ResultSet#findColumn}, to which upper and lower case are the same. */
    private static Optional<String> text(ResultSet answer, String argument) throws SQLException {
        for (int column = 1; column <= answer.getMetaData().getColumnCount(); column++) {
            if (answer.getMetaData().getColumnLabel(column).equals(argument)) {
                return Optional.ofNullable(answer.getString(column));
            }
        }
        throw new UnitFault("the procedure has answered no argument %s".formatted(argument));
    }

    private static Optional<Long> rows(String argument, Optional<String> text) throws SQLException {
        try {
            return text.map(digits -> new BigDecimal(digits).longValueExact());
        } catch (NumberFormatException | ArithmeticException noNumber) {
            throw new UnitFault(
                    "the argument %s has answered '%s', which is not a number of rows".formatted(argument, text.get()),
                    noNumber);
        }
    }

    private static Optional<String> end(Watermark watermark, Optional<String> text) throws SQLException {
        try {
            return text.map(watermark.type()::canonical);
        } catch (IllegalArgumentException otherType) {
            throw new UnitFault(
                    "the argument %s cannot be the watermark: %s"
                            .formatted(watermark.out().orElseThrow(), otherType.getMessage()),
                    otherType);
        }
    }
}
