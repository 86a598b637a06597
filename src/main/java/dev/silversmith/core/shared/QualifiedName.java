package dev.silversmith.core.shared;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a procedure or table, {@code schema.name}, kept exactly as the database keeps it.
 *
 * <p>Its text form is {@code quote_ident(schema).quote_ident(name)}: the form of URLs, the catalog file and pages. Unquoted parts fold to
 * lower case when read. The natural order is that of PostgreSQL's C collation: by schema, then by name, code point by code point.
 *
 * @param schema the schema's name, unquoted, never blank
 * @param name the name inside the schema, unquoted, never blank
 */
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {

    /** The longest identifier PostgreSQL keeps, in UTF-8 bytes; a longer one is cut and may collide. */
    public static final int MAX_IDENTIFIER_BYTES = 63;

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

    public QualifiedName {
        Identifiers.check(schema);
        Identifiers.check(name);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if the text is not two identifiers with a dot between them; the message says what is wrong
     */
    public static QualifiedName parse(String text) {
        Objects.requireNonNull(text, "text");
        var parts = Identifiers.split(text);
        if (parts.size() != 2) {
            throw new IllegalArgumentException("'%s' is not a name of the form schema.name".formatted(text));
        }
        return new QualifiedName(parts.get(0), parts.get(1));
    }

    @Override
    public int compareTo(QualifiedName other) {
        int bySchema = Identifiers.compare(schema, other.schema);
        return bySchema != 0 ? bySchema : Identifiers.compare(name, other.name);
    }

    /** The text form, quoted where PostgreSQL would quote: {@code silver.load_x}, {@code silver."Load X"}. */
    @Override
    public String toString() {
        return quoted(schema) + "." + quoted(name);
    }

    static String quoted(String identifier) {
        return PLAIN.matcher(identifier).matches() && !ReservedWords.contains(identifier)
                ? identifier
                : '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
