package dev.silversmith.core.catalog;

import java.util.Optional;

/**
 * What must hold before a step may commit; otherwise it fails and everything is rolled back. One of the two is given.
 *
 * @param minRows the fewest rows that the procedure must have inserted, updated or deleted
 * @param query a query with one boolean as its answer, which must be true
 */
public record Expectation(Optional<Integer> minRows, Optional<String> query) {

    public Expectation {
        if (minRows.isPresent() == query.isPresent()) {
            throw new IllegalArgumentException("an expectation is either a number of rows or a query");
        }
    }
}
