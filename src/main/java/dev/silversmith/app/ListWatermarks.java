package dev.silversmith.app;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.WatermarkView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Shows where the watermarks stand, ordered by their procedures' names. */
@ApplicationScoped
public class ListWatermarks {

    private final CatalogStore store;

    /** For the container's proxy. */
    ListWatermarks() {
        this(null);
    }

    @Inject
    public ListWatermarks(CatalogStore store) {
        this.store = store;
    }

    /**
     * One page of the watermarks, also of those that the catalog declares no more.
     *
     * @param limit the most that are wanted, at least 1
     * @param cursor what an earlier page gave as its next; empty for the first page
     * @throws dev.silversmith.core.shared.ProblemException INVALID_REQUEST if no page of this list gave the cursor
     */
    @Transactional
    public Page<WatermarkView> list(int limit, Optional<String> cursor) {
        return store.watermarks(limit, cursor);
    }
}
