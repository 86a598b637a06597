package dev.silversmith.core.plan;

import java.util.List;

/**
 * What the database says of a procedure or function at planning.
 *
 * @param routine whether it is called by CALL or by SELECT
 * @param arguments in declared order
 * @param identity the argument types that identify it among overloads, as {@code pg_get_function_identity_arguments} prints them
 * @param bodyHash SHA-256 of its full definition, in hex
 */
public record Signature(Routine routine, List<Argument> arguments, String identity, String bodyHash) {

    /** PostgreSQL's two kinds of executables. */
    public enum Routine {
        PROCEDURE,
        FUNCTION
    }

    /** The direction of an argument. */
    public enum Direction {
        IN,
        OUT,
        INOUT,
        VARIADIC
    }

    /**
     * One declared argument.
     *
     * @param name its name; empty if it has none
     * @param type its type as {@code format_type} prints it, schema-qualified where it is not in pg_catalog
     * @param direction in, out or both
     * @param hasDefault whether it may be left out
     */
    public record Argument(String name, String type, Direction direction, boolean hasDefault) {}

    public Signature {
        arguments = List.copyOf(arguments);
    }
}
