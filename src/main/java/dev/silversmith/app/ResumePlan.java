package dev.silversmith.app;

import dev.silversmith.app.PlanDrift.Drift;
import dev.silversmith.app.port.ApprovalStore.KeptRequest;
import dev.silversmith.app.port.ResumeStore.EndedRun;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** With which plan a run goes on: its own, as long as the procedures that are still to run are what was planned. */
@ApplicationScoped
public class ResumePlan {

    private final PlanInputs inputs;
    private final PlanDrift drifts;

    @Inject
    public ResumePlan(PlanInputs inputs, PlanDrift drifts) {
        this.inputs = inputs;
        this.drifts = drifts;
    }

    ResumePlan() {
        this(null, null);
    }

    /**
     * The other plan that the run goes on with; empty for its own.
     *
     * @param acceptDrift whether changed bodies are taken as they are today
     * @throws ProblemException PLAN_CHANGED with every change, unless all of them can be and are accepted
     */
    Optional<Plan> of(UUID runId, EndedRun run, boolean acceptDrift) {
        KeptRequest request = inputs.kept(runId);
        Plan kept = request.plan();
        Drift drift = drifts.ofProcedures(kept, run.open());
        List<Violation> hindrances = new ArrayList<>(drifts.withdrawn(kept, run.open()));
        hindrances.addAll(drifts.withdrawnViews(run.views()));
        drift.current()
                .ifPresentOrElse(
                        current -> {
                            hindrances.addAll(unfit(kept, current));
                            hindrances.addAll(voided(request, current));
                        },
                        () -> hindrances.addAll(drift.changes()));
        if (!hindrances.isEmpty()) {
            if (drift.current().isPresent()) {
                hindrances.addAll(drift.changes());
            }
            throw changed(run, hindrances, "it cannot go on with its plan: make a new run");
        }
        if (!drift.changed()) {
            return Optional.empty();
        }
        if (!acceptDrift) {
            throw changed(
                    run,
                    drift.changes(),
                    "resume it with acceptDrift: true and a reason to go on with what is there now, or make a new run");
        }
        return drift.current();
    }

    /** A full run of which nothing has run yet is nothing but its request: what would make that void stops the resume as well. */
    private List<Violation> voided(KeptRequest kept, Plan current) {
        return current.mode() == Mode.FULL && !kept.begun()
                ? drifts.ofRequest(kept.request(), current).changes()
                : List.of();
    }

    private static List<Violation> unfit(Plan kept, Plan current) {
        return kept.procedures().values().stream()
                .filter(planned -> !planned.fits(today(current, planned).signature()))
                .map(planned -> at(
                        planned.name(),
                        "%s cannot be called as planned any more: its arguments are others".formatted(planned.name())))
                .toList();
    }

    private static PlannedProcedure today(Plan current, PlannedProcedure planned) {
        return current.procedures().get(planned.name());
    }

    private static Violation at(QualifiedName name, String detail) {
        return Violation.at(detail, "procedures", name.toString());
    }

    private static ProblemException changed(EndedRun run, List<Violation> changes, String cure) {
        String others = changes.size() == 1 ? "" : " (and %d more)".formatted(changes.size() - 1);
        return new ProblemException(
                Problem.PLAN_CHANGED,
                "what run %d has still to do has changed: %s%s; %s"
                        .formatted(run.number(), changes.get(0).detail(), others, cure),
                changes);
    }
}
