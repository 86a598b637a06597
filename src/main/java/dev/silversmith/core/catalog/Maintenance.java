package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.QualifiedName;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A statement that follows a success, from a closed list, never free text.
 *
 * @param command what is done
 * @param table with which table or materialized view
 */
public record Maintenance(Command command, QualifiedName table) {

    /** What may follow a success. */
    public enum Command {
        VACUUM_ANALYZE("vacuum analyze"),
        ANALYZE("analyze"),
        VACUUM("vacuum");

        private final String words;

        Command(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    private static final Pattern STATEMENT =
            Pattern.compile("(vacuum\\s+analyze|analyze|vacuum)\\s+(.+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /**
     * Reads a statement, {@code analyze silver.dim_customer}.
     *
     * @throws IllegalArgumentException if it is not in the closed list
     */
    public static Maintenance parse(String text) {
        Matcher statement = STATEMENT.matcher(text.strip());
        if (statement.matches()) {
            String words = statement.group(1).toUpperCase(Locale.ROOT).replaceAll("\\s+", "_");
            return new Maintenance(Command.valueOf(words), QualifiedName.parse(statement.group(2)));
        }
        throw new IllegalArgumentException("'%s' is not one of: %s"
                .formatted(
                        text,
                        Arrays.stream(Command.values())
                                .map(command -> command.words + " schema.table")
                                .collect(Collectors.joining(", "))));
    }

    /** The statement as the catalog file writes it, and as PostgreSQL reads it. */
    @Override
    public String toString() {
        return command.words + " " + table;
    }
}
