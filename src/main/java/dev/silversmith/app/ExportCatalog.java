package dev.silversmith.app;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.core.catalog.Catalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Gives the whole catalog as it is now. */
@ApplicationScoped
public class ExportCatalog {

    private final CatalogStore store;

    /** For the container's proxy. */
    ExportCatalog() {
        this(null);
    }

    @Inject
    public ExportCatalog(CatalogStore store) {
        this.store = store;
    }

    @Transactional
    public Catalog export() {
        return store.load();
    }
}
