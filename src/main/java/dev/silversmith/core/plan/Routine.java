package dev.silversmith.core.plan;

import java.util.List;

/**
 * One of what the database has under a name.
 *
 * @param form what it is
 * @param executable whether the login that asked may execute it
 * @param signature how it is called; of what cannot be called only its arguments mean something
 */
public record Routine(Form form, boolean executable, Signature signature) {

    /** PostgreSQL's kinds of routines, and functions that only a trigger can call. */
    public enum Form {
        PROCEDURE("a procedure"),
        FUNCTION("a function"),
        AGGREGATE("an aggregate"),
        WINDOW_FUNCTION("a window function"),
        TRIGGER_FUNCTION("a trigger function");

        private final String words;

        Form(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    boolean isCallable() {
        return form == Form.PROCEDURE || form == Form.FUNCTION;
    }

    /** The types that tell it from its overloads, in declared order. */
    List<String> inputTypes() {
        return signature.arguments().stream()
                .filter(Signature::takesValue)
                .map(Signature.Argument::type)
                .toList();
    }
}
