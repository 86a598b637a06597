package dev.silversmith.app;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.plan.DatabaseFacts;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.Planner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Computes the plan of a request from the catalog and the database as they are now; nothing is executed.
 *
 * <p>A refusal is an everyday answer: it is decided outside of any transaction, so that none is rolled back for it.
 */
@ApplicationScoped
public class PreviewPlan {

    private final PlanInputs inputs;

    @Inject
    public PreviewPlan(PlanInputs inputs) {
        this.inputs = inputs;
    }

    PreviewPlan() {
        this(null);
    }

    /**
     * The plan of the request.
     *
     * @throws dev.silversmith.core.shared.ProblemException naming every reason why there is none
     */
    public Plan preview(PlanRequest request) {
        Catalog catalog = inputs.catalog();
        var selected = Planner.select(catalog, request);
        var procedures =
                selected.stream().map(name -> catalog.procedures().get(name)).toList();
        return Planner.plan(
                catalog,
                request,
                new DatabaseFacts(
                        inputs.signatures(procedures),
                        inputs.views(Planner.views(catalog, selected)),
                        inputs.expectedDurations(request.mode()),
                        inputs.expectedRefreshDurations()));
    }
}
