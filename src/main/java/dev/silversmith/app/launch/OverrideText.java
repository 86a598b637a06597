package dev.silversmith.app.launch;

import dev.silversmith.core.shared.Literal;

/**
 * A parameter's value in a field of one line: the text itself; {@code \\N} is NULL, and a backslash alone the empty text, for an empty field
 * means no value. Of a text that begins with a backslash the first one is doubled.
 */
public final class OverrideText {

    private static final String MARK = "\\";
    private static final String NULL = MARK + "N";

    private OverrideText() {}

    /** What was written into a field that is not empty. */
    public static Literal read(String written) {
        if (written.equals(NULL)) {
            return Literal.NULL;
        }
        return Literal.string(written.startsWith(MARK) ? written.substring(1) : written);
    }

    /** What to write into a field, so that reading it gives the value, as a text or NULL. */
    public static String write(Literal value) {
        if (value.type() == Literal.Type.NULL) {
            return NULL;
        }
        boolean marked = value.text().isEmpty() || value.text().startsWith(MARK);
        return marked ? MARK + value.text() : value.text();
    }
}
