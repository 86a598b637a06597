package dev.silversmith.app;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.RoutineInspector;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Collection;
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

    /** The signatures that the database has now; see {@link RoutineInspector#signatures}. */
    @Transactional
    public Map<QualifiedName, Signature> signatures(Collection<Procedure> procedures) {
        return routines.signatures(procedures);
    }

    @Transactional
    public Map<QualifiedName, Duration> expectedDurations(Mode mode) {
        return runs.expectedDurations(mode);
    }
}
