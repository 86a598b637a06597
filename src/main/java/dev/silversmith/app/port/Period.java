package dev.silversmith.app.port;

import java.time.Instant;
import java.util.Optional;

/**
 * A span of time.
 *
 * @param from its first instant; empty for no beginning
 * @param to the first instant after it; empty for no end
 */
public record Period(Optional<Instant> from, Optional<Instant> to) {

    /** All of time, and what has no time. */
    public static final Period ALWAYS = new Period(Optional.empty(), Optional.empty());
}
