package dev.silversmith.core.catalog;

import java.util.Locale;

/** How a run loads: what is new since the watermark, or everything again. */
public enum Mode {
    INCREMENTAL,
    FULL;

    /** The word in tables, JSON and the catalog file. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
