package dev.silversmith.yaml;

import dev.silversmith.core.shared.Literal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes scalars: a text stays a text whatever it looks like, also to readers of YAML 1.1. */
final class YamlScalar {

    /** Plain within braces and brackets. */
    private static final Pattern PLAIN_IN_FLOW =
            Pattern.compile("[\\p{L}_](?:[\\p{L}\\p{Nd} .;()_/+-]*[\\p{L}\\p{Nd}.;()_/+-])?");

    /** Plain behind a key. */
    private static final Pattern PLAIN_IN_BLOCK =
            Pattern.compile("[\\p{L}_](?:[\\p{L}\\p{Nd} ,.;()_/+-]*[\\p{L}\\p{Nd}.;()_/+-])?");

    /** Words that some version of YAML takes for something else. */
    private static final Set<String> OTHER_MEANING =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf");

    private YamlScalar() {}

    static String inFlow(String text) {
        return text(text, PLAIN_IN_FLOW);
    }

    static String inBlock(String text) {
        return text(text, PLAIN_IN_BLOCK);
    }

    static String of(Literal literal) {
        return switch (literal.type()) {
            case STRING -> inFlow(literal.text());
            case NUMBER, BOOLEAN -> literal.text();
            case NULL -> "null";
        };
    }

    private static String text(String text, Pattern plain) {
        if (plain.matcher(text).matches() && !OTHER_MEANING.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        return text.codePoints().allMatch(YamlScalar::isPrintable)
                ? "'" + text.replace("'", "''") + "'"
                : escaped(text);
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String escaped(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> quoted.append(escaped(point)));
        return quoted.append('"').toString();
    }

    private static String escaped(int point) {
        return switch (point) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                isPrintable(point)
                        ? Character.toString(point)
                        : String.format(Locale.ROOT, point > 0xFFFF ? "\\U%08X" : "\\u%04X", point);
        };
    }
}
