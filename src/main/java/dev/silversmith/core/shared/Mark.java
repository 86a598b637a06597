package dev.silversmith.core.shared;

import java.util.Objects;
import java.util.Optional;

/**
 * A part of a text that somebody wrote, for example a term of a selection.
 *
 * @param offset where it begins, 0 for the first {@code char}
 * @param length how many {@code char}s it has; 0 for a place between two of them
 * @param missing what the part names and what does not exist; empty if it is wrong for another reason
 */
public record Mark(int offset, int length, Optional<Missing> missing) {

    /**
     * A name of something that does not exist.
     *
     * @param noun what it should name: procedure, tag, group, kind, schema or method
     * @param text the name as it is understood, without quotes
     * @param nearest what may be written in place of the part instead; empty if there is nothing to choose from
     */
    public record Missing(String noun, String text, Optional<String> nearest) {}

    public Mark {
        Objects.requireNonNull(missing, "missing");
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("a part begins at 0 or later, and has a length");
        }
    }

    /** A part that is wrong by itself. */
    public static Mark of(int offset, int length) {
        return new Mark(offset, length, Optional.empty());
    }
}
