package dev.silversmith.pg;

import java.sql.SQLException;
import org.postgresql.core.Parser;

/**
 * A query of the catalog file, made into a statement that answers one value.
 *
 * <p>The text is the engineer's. What stays within its brackets from beginning to end can only be one query: no COMMIT can follow it, and no
 * second column or table can be slipped in.
 */
final class ScalarQuery {

    private static final String OPEN = "select (\n";

    private ScalarQuery() {}

    /**
     * The statement.
     *
     * @param type the SQL type to which the value is cast, a name of {@code pg_catalog}
     * @throws UnitFault if the text is more than one query, or none that ends
     */
    static String of(String query, String type) throws SQLException {
        String inBrackets = OPEN + query + "\n)";
        // How a backslash in a text is read is a setting of the session.
        if (!closesAtItsEnd(inBrackets, true) || !closesAtItsEnd(inBrackets, false)) {
            throw new UnitFault(
                    "the query must be one query without a semicolon, its quotes and brackets closed: " + query);
        }
        return inBrackets + "::pg_catalog." + type + "::pg_catalog.text";
    }

    /** Whether the first bracket is closed by the last character; brackets in quotes and comments are text. */
    private static boolean closesAtItsEnd(String sql, boolean standardConformingStrings) {
        char[] text = sql.toCharArray();
        int depth = 0;
        for (int place = 0; place < text.length; place++) {
            switch (text[place]) {
                case '\'' -> place = Parser.parseSingleQuotes(text, place, standardConformingStrings);
                case '"' -> place = Parser.parseDoubleQuotes(text, place);
                case '-' -> place = Parser.parseLineComment(text, place);
                case '/' -> place = Parser.parseBlockComment(text, place);
                case '$' -> place = Parser.parseDollarQuotes(text, place);
                case '(' -> depth++;
                case ')' -> depth--;
                case ';' -> {
                    return false;
                }
                default -> {}
            }
            if (depth == 0 && place >= OPEN.length()) {
                return place == text.length - 1;
            }
        }
        return false;
    }
}
