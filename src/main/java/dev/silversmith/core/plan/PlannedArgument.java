package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.shared.Literal;
import java.util.Optional;

/**
 * One argument of a call, as decided at planning.
 *
 * @param name the argument's name
 * @param type the declared SQL type of the signature, to which the value is cast
 * @param source where the value comes from
 * @param secret the configuration property that has the value, if the source is {@link ParameterSource#SECRET}
 * @param value the constant, if the source is {@link ParameterSource#VALUE}; else empty, and the run gives it
 * @param overridden whether the request replaced the catalog's constant
 */
public record PlannedArgument(
        String name,
        String type,
        ParameterSource source,
        Optional<String> secret,
        Optional<Literal> value,
        boolean overridden) {}
