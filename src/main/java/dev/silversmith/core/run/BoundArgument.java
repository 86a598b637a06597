package dev.silversmith.core.run;

import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.plan.PlannedArgument;
import dev.silversmith.core.shared.Literal;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An argument of one call with its value.
 *
 * @param name the argument's name
 * @param type the declared SQL type, to which the value is cast
 * @param origin where the value comes from
 * @param text the value's text; null for SQL NULL, and for a bound of a window that is not known yet
 * @param overridden whether the request replaced the catalog's constant
 */
public record BoundArgument(String name, String type, ParameterSource origin, String text, boolean overridden) {

    private static final String HIDDEN = "***";

    /**
     * Gives every planned argument its value; the bounds of a window get theirs later.
     *
     * @param secrets finds the value of a secret by its name
     */
    public static List<BoundArgument> bind(
            List<PlannedArgument> arguments, RunContext run, UnaryOperator<String> secrets) {
        return arguments.stream()
                .map(argument -> new BoundArgument(
                        argument.name(),
                        argument.type(),
                        argument.source(),
                        text(argument, run, secrets),
                        argument.overridden()))
                .toList();
    }

    private static String text(PlannedArgument argument, RunContext run, UnaryOperator<String> secrets) {
        return switch (argument.source()) {
            case VALUE -> argument.value().orElse(Literal.NULL).text();
            case SECRET -> secrets.apply(argument.secret().orElseThrow());
            case WATERMARK_LOWER, WATERMARK_UPPER -> null;
            case RUN_ID, RUN_MODE, RUN_STARTED_AT, RUN_BUSINESS_DATE, RUN_REQUESTED_BY -> run.text(argument.source());
        };
    }

    /** The same argument with the bound that it stands for, if it stands for one. */
    public BoundArgument within(Window window) {
        return origin.isWatermark()
                ? new BoundArgument(name, type, origin, window.bound(origin).orElse(null), overridden)
                : this;
    }

    /** Where the value came from, for people: {@code value}, {@code override}, {@code run.id}, ... */
    public String source() {
        return overridden ? "override" : origin.word();
    }

    /** The value as it may be shown and kept; empty for SQL NULL. */
    public Optional<String> shown() {
        return Optional.ofNullable(text).map(value -> isSecret() ? HIDDEN : value);
    }

    public boolean isSecret() {
        return origin == ParameterSource.SECRET;
    }

    /** The component is left out: a secret must not get into a log. */
    @Override
    public String toString() {
        return "%s = %s (%s)".formatted(name, shown().orElse("null"), source());
    }
}
