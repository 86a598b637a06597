package dev.silversmith.core.run;

import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.plan.PlannedArgument;
import dev.silversmith.core.shared.Literal;
import java.util.List;

/**
 * An argument of one call with its value.
 *
 * @param name the argument's name
 * @param type the declared SQL type, to which the value is cast
 * @param text the value's text; null for SQL NULL
 * @param source where the value came from, for people: {@code value}, {@code override}, {@code run.id}, ...
 */
public record BoundArgument(String name, String type, String text, String source) {

    /** Gives every planned argument its value. */
    public static List<BoundArgument> bind(List<PlannedArgument> arguments, RunContext run) {
        return arguments.stream().map(argument -> bind(argument, run)).toList();
    }

    private static BoundArgument bind(PlannedArgument argument, RunContext run) {
        if (argument.source() != ParameterSource.VALUE) {
            String text = run.text(argument.source());
            return new BoundArgument(
                    argument.name(), argument.type(), text, argument.source().word());
        }
        String source = argument.overridden() ? "override" : "value";
        return new BoundArgument(
                argument.name(),
                argument.type(),
                argument.value().orElse(Literal.NULL).text(),
                source);
    }
}
