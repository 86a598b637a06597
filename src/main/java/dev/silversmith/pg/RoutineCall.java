package dev.silversmith.pg;

import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.plan.Signature.Argument;
import dev.silversmith.core.plan.Signature.Direction;
import dev.silversmith.core.run.BoundArgument;
import dev.silversmith.core.run.Window;
import dev.silversmith.core.shared.Identifiers;
import dev.silversmith.core.shared.QualifiedName;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statement that calls a procedure or function: named notation, every argument bound and cast to its declared type.
 *
 * @param sql the statement with placeholders
 * @param bound the arguments in the order of the placeholders
 */
record RoutineCall(String sql, List<BoundArgument> bound) {

    static RoutineCall of(PlannedProcedure procedure, List<BoundArgument> arguments) {
        Map<String, BoundArgument> byName =
                arguments.stream().collect(Collectors.toMap(BoundArgument::name, Function.identity()));
        List<String> terms = new ArrayList<>();
        List<BoundArgument> bound = new ArrayList<>();
        boolean call = procedure.signature().routine() == Signature.Routine.PROCEDURE;
        for (Argument argument : procedure.signature().arguments()) {
            BoundArgument value = byName.get(argument.name());
            if (value != null) {
                terms.add(term(argument, "?"));
                bound.add(value);
            } else if (procedure.signature().passesNull(argument)) {
                // CALL wants a placeholder for what comes out; a default, where there is one, is for what goes in.
                terms.add(term(argument, "null"));
            }
        }
        String name = quoted(procedure.name()) + "(" + String.join(", ", terms) + ")";
        return new RoutineCall(call ? "call " + name : "select * from " + name, bound);
    }

    private static String term(Argument argument, String value) {
        String variadic = argument.direction() == Direction.VARIADIC ? "variadic " : "";
        String name = argument.name().isEmpty() ? "" : Identifiers.quote(argument.name()) + " => ";
        return variadic + name + value + "::" + argument.type();
    }

    private static String quoted(QualifiedName name) {
        return Identifiers.quote(name.schema()) + "." + Identifiers.quote(name.name());
    }

    /** The same call with the bounds of a window in their places. */
    RoutineCall within(Window window) {
        return new RoutineCall(
                sql, bound.stream().map(argument -> argument.within(window)).toList());
    }

    void bind(PreparedStatement statement) throws SQLException {
        int place = 0;
        for (BoundArgument argument : bound) {
            place++;
            if (argument.text() == null) {
                statement.setNull(place, Types.VARCHAR);
            } else {
                statement.setString(place, argument.text());
            }
        }
    }
}
