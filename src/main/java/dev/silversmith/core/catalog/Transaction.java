package dev.silversmith.core.catalog;

import java.util.Locale;

/** Who commits what a procedure does. */
public enum Transaction {
    /** The engine, together with the record of the success: all or nothing. */
    MANAGED,
    /**
     * The procedure itself, as often as it likes: a part may stay whatever becomes of the rest, and the record of the success follows by
     * itself. So it is executed at least once, and never repeated without a person.
     */
    OWN;

    /** The word in the catalog file, in tables and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a word of a table or of JSON.
     *
     * @throws IllegalArgumentException for any other word
     */
    public static Transaction ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    public boolean isOwn() {
        return this == OWN;
    }
}
