package dev.silversmith.store;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.core.catalog.Catalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;

/**
 * The catalog in its tables.
 *
 * <p>Editors take an advisory lock for themselves, readers share it: so the few queries that read the catalog all see the same one. Both
 * hold it until the end of the caller's transaction.
 */
@ApplicationScoped
public class JpaCatalogStore implements CatalogStore {

    private static final String LOCK =
            "select 1 from (select pg_advisory_xact_lock(hashtextextended('silversmith:catalog', 0))) l";
    private static final String SHARED_LOCK =
            "select 1 from (select pg_advisory_xact_lock_shared(hashtextextended('silversmith:catalog', 0))) l";

    private final Clock clock;

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    /** For the container's proxy. */
    JpaCatalogStore() {
        this(null);
    }

    @Inject
    JpaCatalogStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Catalog load() {
        entities.createNativeQuery(SHARED_LOCK).getSingleResult();
        return CatalogRows.read(entities, false).toCatalog();
    }

    @Override
    public void save(Catalog catalog, String actor) {
        new CatalogUpdate(entities, clock.instant(), actor).apply(catalog);
    }

    @Override
    public void lockForEdit() {
        entities.createNativeQuery(LOCK).getSingleResult();
    }
}
