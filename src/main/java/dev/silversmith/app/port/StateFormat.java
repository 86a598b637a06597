package dev.silversmith.app.port;

import dev.silversmith.core.catalog.CatalogDiff;
import java.util.Map;

/** States before and after an act as JSON text, for the audit trail. */
public interface StateFormat {

    /** How many entries of the catalog of each kind are added, changed and removed. */
    String counts(CatalogDiff diff);

    /** Texts by name as one object. */
    String fields(Map<String, String> fields);
}
