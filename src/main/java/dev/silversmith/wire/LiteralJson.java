package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.shared.Literal;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.Optional;

/** A constant as a JSON value. */
public final class LiteralJson {

    private static final int MOST_DIGITS = 1000;

    private LiteralJson() {}

    /** The constant that a JSON value stands for; empty for an array, an object, or a number of more than 1000 digits. */
    public static Optional<Literal> read(JsonValue value) {
        return switch (value.getValueType()) {
            case STRING -> Optional.of(Literal.string(((JsonString) value).getString()));
            case NUMBER -> number(((JsonNumber) value).bigDecimalValue());
            case TRUE -> Optional.of(Literal.bool(true));
            case FALSE -> Optional.of(Literal.bool(false));
            case NULL -> Optional.of(Literal.NULL);
            case ARRAY, OBJECT -> Optional.empty();
        };
    }

    public static JsonValue write(Literal literal) {
        return switch (literal.type()) {
            case STRING -> JSON.createValue(literal.text());
            case NUMBER -> JSON.createValue(new BigDecimal(literal.text()));
            case BOOLEAN -> Boolean.parseBoolean(literal.text()) ? JsonValue.TRUE : JsonValue.FALSE;
            case NULL -> JsonValue.NULL;
        };
    }

    /**
     * A number in the one form that survives the database, where {@code jsonb} keeps the digits after the point and no exponent.
     *
     * @return empty if it would have more than 1000 digits
     */
    public static Optional<Literal> number(BigDecimal number) {
        if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
            return Optional.empty();
        }
        return Optional.of(Literal.number(number.toPlainString()));
    }
}
