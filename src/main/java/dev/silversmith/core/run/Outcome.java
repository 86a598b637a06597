package dev.silversmith.core.run;

import java.util.Locale;

/** How a unit ended, after its retries. */
public enum Outcome {
    SUCCEEDED,
    FAILED,
    INTERRUPTED,
    CANCELLED;

    /** The word in messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
