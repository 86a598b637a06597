package dev.silversmith.core.catalog;

import java.util.Locale;

/** What a procedure loads: in a run every dimension precedes every fact; {@code other} has no order of its own. */
public enum Kind {
    DIMENSION,
    FACT,
    OTHER;

    /** The word in tables, JSON and the catalog file. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
