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
     * <p>A plan lists only the arguments that are bound to a value; how the caller treats the others is decided by the signature alone: an
     * argument with a DEFAULT is left out of the call, an output of a procedure is passed as NULL ({@link Signature#passesNull}), because
     * CALL wants it named although it takes nothing from it, and an output of a function is no part of the call.
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

    /** Whether the caller passes NULL for an argument to which the plan binds no value: an OUT, or INOUT without a DEFAULT, of CALL. */
    public boolean passesNull(Argument argument) {
        return routine == Routine.PROCEDURE
                && (argument.direction() == Direction.OUT
                        || (argument.direction() == Direction.INOUT && !argument.hasDefault()));
    }

    /** Whether an argument takes a value from the caller. */
    public static boolean takesValue(Argument argument) {
        return argument.direction() != Direction.OUT;
    }
}
