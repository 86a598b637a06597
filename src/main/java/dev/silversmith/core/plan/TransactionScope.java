package dev.silversmith.core.plan;

import java.util.Locale;

/** What shares one transaction: each procedure by itself, or the selected members of each group. */
public enum TransactionScope {
    PER_PROCEDURE,
    PER_GROUP;

    /** The word in tables and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
