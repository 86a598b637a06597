package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.Literal;
import java.util.Objects;
import java.util.Optional;

/**
 * A named argument of a procedure: either a constant, with other constants for one mode where wanted, or a value of the run.
 *
 * @param name the argument's name in the procedure's signature
 * @param type the SQL type to which the bound value is cast
 * @param source where the value comes from
 * @param secret the configuration property that has the value, if the source is {@link ParameterSource#SECRET}
 * @param value the constant for every mode; empty where only the modes have one, or the source is the run
 * @param incremental the constant in mode incremental, before {@code value}
 * @param full the constant in mode full, before {@code value}
 */
public record Parameter(
        String name,
        String type,
        ParameterSource source,
        Optional<String> secret,
        Optional<Literal> value,
        Optional<Literal> incremental,
        Optional<Literal> full) {

    public Parameter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        if ((source == ParameterSource.SECRET) != secret.isPresent()) {
            throw new IllegalArgumentException("parameter %s names a secret, or has another source".formatted(name));
        }
        if (source != ParameterSource.VALUE && (value.isPresent() || incremental.isPresent() || full.isPresent())) {
            throw new IllegalArgumentException("parameter %s has a source, so it cannot have a value".formatted(name));
        }
        if (source == ParameterSource.VALUE && value.isEmpty() && incremental.isEmpty() && full.isEmpty()) {
            throw new IllegalArgumentException("parameter %s has neither a value nor a source".formatted(name));
        }
    }

    /** A parameter with constants. */
    public static Parameter ofValues(
            String name, String type, Optional<Literal> value, Optional<Literal> incremental, Optional<Literal> full) {
        return new Parameter(name, type, ParameterSource.VALUE, Optional.empty(), value, incremental, full);
    }

    /** A parameter whose value comes from the run or from the procedure's watermark. */
    public static Parameter from(String name, String type, ParameterSource source) {
        return new Parameter(
                name, type, source, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A parameter whose value is a configuration property. */
    public static Parameter ofSecret(String name, String type, String secret) {
        return new Parameter(
                name,
                type,
                ParameterSource.SECRET,
                Optional.of(secret),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The constant for a mode; empty leaves the argument to the procedure's DEFAULT. */
    public Optional<Literal> constant(Mode mode) {
        return (mode == Mode.FULL ? full : incremental).or(() -> value);
    }
}
