package dev.silversmith.app;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.RoutineInspector;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.Planner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Computes the plan of a request from the catalog and the database as they are now; nothing is executed. */
@ApplicationScoped
public class PreviewPlan {

    private final CatalogStore catalogs;
    private final RoutineInspector routines;
    private final RunStore runs;

    @Inject
    public PreviewPlan(CatalogStore catalogs, RoutineInspector routines, RunStore runs) {
        this.catalogs = catalogs;
        this.routines = routines;
        this.runs = runs;
    }

    PreviewPlan() {
        this(null, null, null);
    }

    /**
     * The plan of the request.
     *
     * @throws dev.silversmith.core.shared.ProblemException naming every reason why there is none
     */
    @Transactional
    public Plan preview(PlanRequest request) {
        Catalog catalog = catalogs.load();
        var selected = Planner.select(catalog, request);
        var signatures = routines.signatures(
                selected.stream().map(name -> catalog.procedures().get(name)).toList());
        return Planner.plan(catalog, request, signatures, runs.expectedDurations(request.mode()));
    }
}
