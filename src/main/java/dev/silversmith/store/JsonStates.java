package dev.silversmith.store;

import dev.silversmith.app.port.StateFormat;
import dev.silversmith.core.catalog.CatalogDiff;
import dev.silversmith.wire.CatalogDiffJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** States in the words that the API uses, too. */
@ApplicationScoped
public class JsonStates implements StateFormat {

    @Override
    public String counts(CatalogDiff diff) {
        return CatalogDiffJson.counts(diff).toString();
    }

    @Override
    public String fields(Map<String, String> fields) {
        return CatalogDiffJson.fields(fields).toString();
    }
}
