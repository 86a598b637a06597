package dev.silversmith.core.shared;

import java.util.Objects;

/**
 * A constant as it was written in a catalog file or a request: its type decides how it is written back, its text what is bound.
 *
 * @param type what was written
 * @param text the value's text; null if, and only if, the type is {@link Type#NULL}
 */
public record Literal(Type type, String text) {

    /** SQL NULL, which is not the same as no value at all. */
    public static final Literal NULL = new Literal(Type.NULL, null);

    /** What was written: a quoted or plain string, a number, a boolean, or null. */
    public enum Type {
        STRING,
        NUMBER,
        BOOLEAN,
        NULL
    }

    public Literal {
        Objects.requireNonNull(type, "type");
        if ((text == null) != (type == Type.NULL)) {
            throw new IllegalArgumentException("a literal has a text unless it is null");
        }
    }

    public static Literal string(String text) {
        return new Literal(Type.STRING, text);
    }

    public static Literal number(String text) {
        return new Literal(Type.NUMBER, text);
    }

    public static Literal bool(boolean value) {
        return new Literal(Type.BOOLEAN, Boolean.toString(value));
    }
}
