package dev.silversmith.app;

import dev.silversmith.app.port.WarehouseInspector;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.plan.DatabaseFacts;
import dev.silversmith.core.plan.DatabaseQuestion;
import dev.silversmith.core.plan.OverrideRules;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.plan.RegistrationRules.Open;
import dev.silversmith.core.plan.RoutineChoice;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Computes the plan of a request from the catalog and the database as they are now; nothing is executed.
 *
 * <p>A refusal is an everyday answer: it is decided outside of any transaction, so that none is rolled back for it.
 */
@ApplicationScoped
public class PreviewPlan {

    private final PlanInputs inputs;
    private final WarehouseInspector warehouse;

    @Inject
    public PreviewPlan(PlanInputs inputs, WarehouseInspector warehouse) {
        this.inputs = inputs;
        this.warehouse = warehouse;
    }

    PreviewPlan() {
        this(null, null);
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
        Plan plan = Planner.plan(
                catalog,
                request,
                new DatabaseFacts(
                        signatures(procedures),
                        inputs.views(Planner.views(catalog, selected)),
                        inputs.expectedDurations(request.mode()),
                        inputs.expectedRefreshDurations()));
        refuseWrongValues(plan);
        return plan;
    }

    /**
     * The plan that refreshes one view and does nothing else.
     *
     * @throws dev.silversmith.core.shared.ProblemException NOT_FOUND if the catalog has no such refresh target, or it is disabled;
     *     UNKNOWN_VIEW if the database has no such materialized view
     */
    public Plan refresh(QualifiedName view) {
        return Planner.refresh(inputs.catalog(), view, inputs.views(List.of(view)), inputs.expectedRefreshDurations());
    }

    /** What the request gives must be values of their types before anything runs; the catalog's own were asked for when it came in. */
    private void refuseWrongValues(Plan plan) {
        List<Open> open = OverrideRules.questions(plan);
        if (!open.isEmpty()) {
            Map<DatabaseQuestion, String> refused =
                    warehouse.refused(open.stream().map(Open::question).collect(Collectors.toSet()));
            ProblemException.throwIfAny(
                    Problem.INVALID_REQUEST,
                    open.stream()
                            .filter(one -> refused.containsKey(one.question()))
                            .map(one -> OverrideRules.violation(one, refused.get(one.question())))
                            .toList());
        }
    }

    /** Of each procedure the signature that is meant; one of which the database has nothing is left out. */
    private Map<QualifiedName, Signature> signatures(List<Procedure> procedures) {
        var routines = inputs.routines(procedures.stream().map(Procedure::name).toList());
        Set<String> written = procedures.stream()
                .flatMap(procedure -> procedure.arguments().stream())
                .flatMap(List::stream)
                .collect(Collectors.toSet());
        Map<String, String> types = written.isEmpty() ? Map.of() : inputs.types(written);
        Map<QualifiedName, Signature> signatures = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (Procedure procedure : procedures) {
            RoutineChoice choice =
                    RoutineChoice.of(procedure, routines.getOrDefault(procedure.name(), List.of()), types);
            choice.routine().ifPresent(routine -> signatures.put(procedure.name(), routine.signature()));
            choice.violation().ifPresent(violations::add);
        }
        ProblemException.throwIfAny(Problem.SIGNATURE_MISMATCH, violations);
        return signatures;
    }
}
