package dev.silversmith.store;

import dev.silversmith.app.port.CatalogDiffFormat;
import dev.silversmith.core.catalog.CatalogDiff;
import dev.silversmith.wire.CatalogDiffJson;
import jakarta.enterprise.context.ApplicationScoped;

/** The difference in the form that the API shows, too. */
@ApplicationScoped
public class JsonCatalogDiff implements CatalogDiffFormat {

    @Override
    public String write(CatalogDiff diff) {
        return CatalogDiffJson.write(diff).toString();
    }
}
