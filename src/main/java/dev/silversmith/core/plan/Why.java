package dev.silversmith.core.plan;

import java.util.Locale;

/**
 * Why a selection takes a procedure.
 *
 * @param kind how the term leads to it
 * @param term what the term names, without its quotes and depths; empty if there is no term
 */
public record Why(Kind kind, String term) {

    /** How a term leads to a procedure, the strongest reason first. */
    public enum Kind {
        /** The selection is blank and takes every enabled procedure. */
        EVERY,
        MATCHED,
        UPSTREAM,
        DOWNSTREAM;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of two reasons the one that says more; the first one of two alike. */
    Why stronger(Why other) {
        return other.kind.compareTo(kind) < 0 ? other : this;
    }
}
