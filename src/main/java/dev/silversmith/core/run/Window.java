package dev.silversmith.core.run;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Watermark;
import java.util.Optional;

/**
 * What an attempt of a procedure with a watermark loads.
 *
 * @param lower where the window begins; empty for NULL
 * @param upper where it ends; empty for NULL
 * @param end where the watermark goes, as far as that is known before the call; empty if it stays
 */
public record Window(Optional<String> lower, Optional<String> upper, Optional<String> end) {

    /**
     * The window of an attempt.
     *
     * @param stored where the watermark stands
     * @param evaluated the upper bound in any form that its type reads; empty if there is none, or it is NULL: then the window is empty and
     *     the watermark stays
     * @throws IllegalArgumentException if the upper bound is no value of the watermark's type
     */
    public static Window of(Watermark watermark, Mode mode, Optional<String> stored, Optional<String> evaluated) {
        Optional<String> lower = watermark.lowerBound(stored, mode);
        Optional<String> end = evaluated.map(watermark.type()::canonical);
        return new Window(lower, end.or(() -> lower), end);
    }

    /** The bound that a source stands for. */
    Optional<String> bound(ParameterSource source) {
        return source == ParameterSource.WATERMARK_LOWER ? lower : upper;
    }
}
