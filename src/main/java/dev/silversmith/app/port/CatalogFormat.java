package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.ProblemException;

/** The catalog as a file. */
public interface CatalogFormat {

    /**
     * Reads a catalog file.
     *
     * @throws ProblemException with every mistake, each with its line and path
     */
    Catalog read(String file);

    /**
     * The same refusal with the file's own places instead of JSON pointers, where a pointer leads to a key of the file.
     *
     * @param file a file that was read without a mistake
     * @param refusal what the rules of the whole catalog said
     */
    ProblemException locate(String file, ProblemException refusal);

    /** Writes a catalog; reading the result gives an equal catalog, and writing that the same text. */
    String write(Catalog catalog);
}
