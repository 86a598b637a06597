package dev.silversmith.core.graph;

/** A graph would have more arrows than can be kept. */
public final class TooManyArrows extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyArrows(long most) {
        super("the graph would have more than %d arrows".formatted(most));
    }
}
