package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Catalog;

/** Keeps the catalog. */
public interface CatalogStore {

    /** The whole catalog as one consistent snapshot. */
    Catalog load();

    /**
     * Makes the stored catalog equal to the given one, in the caller's transaction; procedures that are not in it stay as they are.
     *
     * @param actor who changes it
     */
    void save(Catalog catalog, String actor);

    /** Lets one writer in at a time until the end of the caller's transaction, so that two edits cannot make a cycle together. */
    void lockForEdit();
}
