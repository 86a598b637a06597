package dev.silversmith.app.port;

import dev.silversmith.core.catalog.CatalogDiff;

/** A catalog's difference as JSON text, for the audit trail. */
public interface CatalogDiffFormat {

    String write(CatalogDiff diff);
}
