package dev.silversmith.core.catalog;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How a procedure's incremental cursor is declared: which window a run gives to the procedure, and where the window's end comes from.
 * Where the last successful load ended is kept in the database, not here.
 *
 * <p>All values are texts in the one form of their {@link WatermarkType}.
 *
 * @param type the type in which values compare
 * @param initial where the first load begins, and every full one; empty for NULL
 * @param upperBound a query for the window's end, evaluated before the call in the call's transaction; empty if the procedure says it
 * @param out the OUT or INOUT argument that says where the load has ended; empty if the upper bound does
 * @param lookback how far behind the stored value a window begins; empty for not at all
 * @param lower whether a row exactly at the window's beginning belongs to it: what the procedure does, stated for people
 * @param upper whether a row exactly at the window's end belongs to it
 */
public record Watermark(
        WatermarkType type,
        Optional<String> initial,
        Optional<String> upperBound,
        Optional<String> out,
        Optional<String> lookback,
        Bound lower,
        Bound upper) {

    /** Whether a bound belongs to the window. */
    public enum Bound {
        EXCLUSIVE,
        INCLUSIVE;

        /** The word in the catalog file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Watermark {
        Objects.requireNonNull(type, "type");
        if (upperBound.isPresent() == out.isPresent()) {
            throw new IllegalArgumentException("a watermark has either an upper bound or an out argument");
        }
        if (lower == Bound.EXCLUSIVE && upper == Bound.EXCLUSIVE) {
            throw new IllegalArgumentException("rows exactly at a bound would never be loaded");
        }
    }

    /**
     * Where a run's window begins.
     *
     * @param stored where the last load ended; empty if there was none
     * @return empty for NULL
     */
    public Optional<String> lowerBound(Optional<String> stored, Mode mode) {
        if (mode == Mode.FULL || stored.isEmpty()) {
            return initial;
        }
        return stored.map(
                value -> lookback.map(distance -> type.minus(value, distance)).orElse(value));
    }
}
