package dev.silversmith.app.port;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param items in the list's order
 * @param nextCursor opaque text that gives the next page; empty on the last one
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {

    public Page {
        items = List.copyOf(items);
    }
}
