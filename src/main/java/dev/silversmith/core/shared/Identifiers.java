package dev.silversmith.core.shared;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** PostgreSQL's rules for identifiers: folding, quoting, length and the order of the C collation. */
public final class Identifiers {

    private Identifiers() {}

    /** Compares as the C collation does: by UTF-8 bytes, unsigned, which is the order of the code points. */
    public static int compare(String left, String right) {
        int end = Math.min(left.length(), right.length());
        for (int at = 0; at < end; at++) {
            char a = left.charAt(at);
            char b = right.charAt(at);
            if (a != b) {
                // A surrogate stands for a code point beyond all that one char can hold.
                int bySurrogate = Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
                return bySurrogate != 0 ? bySurrogate : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** Always quotes, so that the result is safe in SQL text whatever it holds. */
    public static String quote(String identifier) {
        return '"' + check(identifier).replace("\"", "\"\"") + '"';
    }

    /**
     * Splits {@code a."B.c".d} at the dots outside quotes; unquoted parts fold to lower case.
     *
     * @throws IllegalArgumentException for an empty part, an open quote, or text after a closing quote
     */
    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        while (true) {
            int end = text.startsWith("\"", at) ? closingQuote(text, at) + 1 : nextDot(text, at);
            parts.add(part(text, at, end));
            if (end == text.length()) {
                return parts;
            }
            if (text.charAt(end) != '.') {
                throw new IllegalArgumentException("'%s' has text after a closing quote".formatted(text));
            }
            at = end + 1;
        }
    }

    private static String part(String text, int from, int to) {
        String raw = text.substring(from, to);
        if (raw.startsWith("\"")) {
            return raw.substring(1, raw.length() - 1).replace("\"\"", "\"");
        }
        if (raw.isEmpty() || raw.indexOf('"') >= 0 || raw.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(
                    "'%s' is not a valid name; quote a part with special characters".formatted(text));
        }
        return raw.toLowerCase(Locale.ROOT);
    }

    private static int nextDot(String text, int from) {
        int dot = text.indexOf('.', from);
        return dot < 0 ? text.length() : dot;
    }

    private static int closingQuote(String text, int open) {
        int at = open + 1;
        while (at < text.length()) {
            if (text.charAt(at) == '"') {
                if (!text.startsWith("\"\"", at)) {
                    return at;
                }
                at++;
            }
            at++;
        }
        throw new IllegalArgumentException("'%s' has a quote that is not closed".formatted(text));
    }

    static String check(String identifier) {
        if (identifier == null || identifier.isEmpty()) {
            throw new IllegalArgumentException("a name must not be empty");
        }
        if (identifier.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name must not contain U+0000");
        }
        if (identifier.getBytes(StandardCharsets.UTF_8).length > QualifiedName.MAX_IDENTIFIER_BYTES) {
            throw new IllegalArgumentException("'%s' is longer than %d bytes; PostgreSQL would cut it"
                    .formatted(identifier, QualifiedName.MAX_IDENTIFIER_BYTES));
        }
        return identifier;
    }
}
