package dev.silversmith.yaml;

import dev.silversmith.core.shared.Literal;
import dev.silversmith.wire.LiteralJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads scalars by their type in YAML's core schema: {@code yes} is a text, {@code true} is not. */
final class Scalars {

    private static final int LONGEST_NUMBER = 1000;

    private Scalars() {}

    /** The text of a node that is a text, quoted or plain; empty for every other type. */
    static Optional<String> text(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    static Optional<Boolean> flag(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)
                ? Optional.of(scalar.getValue().equalsIgnoreCase("true"))
                : Optional.empty();
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** The digits of a whole number, of whatever size. */
    static Optional<String> wholeNumber(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)
                ? Optional.of(number(scalar.getValue()).text())
                : Optional.empty();
    }

    /** A whole number that fits an {@code int}. */
    static Optional<Integer> number(Node node) {
        if (!(node instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.INT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(decimal(scalar.getValue()).intValueExact());
        } catch (ArithmeticException | NumberFormatException outside) {
            return Optional.empty();
        }
    }

    /**
     * The constant that a node writes.
     *
     * @throws IllegalArgumentException saying why it writes none
     */
    static Literal literal(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new IllegalArgumentException("must be a text, a number, true, false or null");
        }
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            return Literal.string(storable(scalar.getValue()));
        }
        if (tag.equals(Tag.NULL)) {
            return Literal.NULL;
        }
        if (tag.equals(Tag.BOOL)) {
            return Literal.bool(scalar.getValue().equalsIgnoreCase("true"));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(scalar.getValue());
        }
        throw new IllegalArgumentException("has the tag %s; tags are not supported".formatted(tag.getValue()));
    }

    /**
     * The same text.
     *
     * @throws IllegalArgumentException if PostgreSQL could not keep it
     */
    static String storable(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("has the character U+0000, which PostgreSQL cannot keep");
        }
        if (text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException("has half of a surrogate pair, which is no character");
        }
        return text;
    }

    private static Literal number(String written) {
        String digits = written.startsWith("-") || written.startsWith("+") ? written.substring(1) : written;
        if (digits.length() > 1 && digits.charAt(0) == '0' && Character.isDigit(digits.charAt(1))) {
            throw new IllegalArgumentException(
                    "'%s' is a number with leading zeros; put it in quotes if it is a text".formatted(written));
        }
        try {
            if (written.length() <= LONGEST_NUMBER) {
                return LiteralJson.number(decimal(written))
                        .orElseThrow(() -> new IllegalArgumentException("is a number of too many digits"));
            }
        } catch (NumberFormatException notFinite) {
            throw new IllegalArgumentException(
                    "'%s' is no number that JSON knows; put it in quotes".formatted(written), notFinite);
        }
        throw new IllegalArgumentException("is a number of too many digits");
    }

    private static BigDecimal decimal(String written) {
        if (written.length() > LONGEST_NUMBER) {
            throw new NumberFormatException("too long");
        }
        if (written.startsWith("0x")) {
            return new BigDecimal(new BigInteger(written.substring(2), 16));
        }
        if (written.startsWith("0o")) {
            return new BigDecimal(new BigInteger(written.substring(2), 8));
        }
        return new BigDecimal(written);
    }
}
