package dev.silversmith.core.plan;

import java.util.List;

/** What only the database can answer about a catalog entry. */
public sealed interface DatabaseQuestion {

    /**
     * Whether a value of one type can be cast to another.
     *
     * @param from the database's name of a type
     * @param to likewise
     */
    record Cast(String from, String to) implements DatabaseQuestion {}

    /**
     * Whether a text is a value of a type.
     *
     * @param type the database's name of a type
     */
    record Value(String type, String text) implements DatabaseQuestion {}

    /**
     * Whether a query of the catalog can be executed.
     *
     * @param type a type of {@code pg_catalog} to which its one value is cast
     * @param searchPath schemas for unqualified names; empty for the login's own
     */
    record Query(String query, String type, List<String> searchPath) implements DatabaseQuestion {}
}
