package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Catalog;

/** The catalog as a file. */
public interface CatalogFormat {

    /**
     * Reads a catalog file with all its mistakes.
     *
     * @throws dev.silversmith.core.shared.ProblemException if it cannot be read at all
     */
    CatalogFile read(String file);

    /** Writes a catalog; reading the result gives an equal catalog, and writing that the same text. */
    String write(Catalog catalog);
}
