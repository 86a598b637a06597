package dev.silversmith.rest.export;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lines of comma-separated values (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it: what others have
 * written must not be executed by whoever opens the file.
 */
public final class Csv {

    private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r]");

    private Csv() {}

    /** A line; nulls and empty options are empty, numbers and truth values are as they are, all else is text in quotation marks. */
    public static String line(Object... values) {
        return Arrays.stream(values).map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(Object value) {
        if (value instanceof Optional<?> option) {
            return cell(option.orElse(null));
        }
        if (value == null) {
            return "";
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        String text = value.toString();
        String safe = FORMULA.matcher(text).find() ? "'" + text : text;
        return "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
