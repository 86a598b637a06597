package dev.silversmith.app;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.RoutineInspector;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Routine;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a plan is computed from, each read in a transaction of its own. */
@ApplicationScoped
public class PlanInputs {

    private final CatalogStore catalogs;
    private final RoutineInspector routines;
    private final RunStore runs;

    @Inject
    public PlanInputs(CatalogStore catalogs, RoutineInspector routines, RunStore runs) {
        this.catalogs = catalogs;
        this.routines = routines;
        this.runs = runs;
    }

    PlanInputs() {
        this(null, null, null);
    }

    /** The catalog as one snapshot. */
    @Transactional
    public Catalog catalog() {
        return catalogs.load();
    }

    /** Everything that the database has now under these names. */
    @Transactional
    public Map<QualifiedName, List<Routine>> routines(Collection<QualifiedName> names) {
        return routines.routines(names);
    }

    /** The database's own names of types; see {@link RoutineInspector#types}. */
    @Transactional
    public Map<String, String> types(Collection<String> written) {
        return routines.types(written);
    }

    @Transactional
    public Map<QualifiedName, Duration> expectedDurations(Mode mode) {
        return runs.expectedDurations(mode);
    }
}
