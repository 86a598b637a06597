package dev.silversmith.core.shared;

import java.util.List;
import java.util.Objects;

/**
 * A procedure's argument, {@code schema.name.argument} with the quotes that PostgreSQL would need.
 *
 * @param procedure the procedure
 * @param argument the argument's name, unquoted
 */
public record ArgumentName(QualifiedName procedure, String argument) implements Comparable<ArgumentName> {

    public ArgumentName {
        Objects.requireNonNull(procedure, "procedure");
        Identifiers.check(argument);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if the text is not three identifiers with dots between them; the message says what is wrong
     */
    public static ArgumentName parse(String text) {
        List<String> parts = Identifiers.split(text);
        if (parts.size() != 3) {
            throw new IllegalArgumentException("'%s' is not of the form schema.name.parameter".formatted(text));
        }
        return new ArgumentName(new QualifiedName(parts.get(0), parts.get(1)), parts.get(2));
    }

    @Override
    public int compareTo(ArgumentName other) {
        int byProcedure = procedure.compareTo(other.procedure);
        return byProcedure != 0 ? byProcedure : Identifiers.compare(argument, other.argument);
    }

    /** The text form, which {@link #parse} reads. */
    @Override
    public String toString() {
        return procedure + "." + QualifiedName.quoted(argument);
    }
}
