package dev.silversmith.app;

import dev.silversmith.app.port.ApprovalStore.KeptRequest;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlanChanges;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Routine;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Whether a kept plan is still what would be executed, by the catalog and the database as they are now. */
@ApplicationScoped
public class PlanDrift {

    private static final int MOST_TOLD = 10;

    private final PreviewPlan plans;
    private final PlanInputs inputs;

    @Inject
    public PlanDrift(PreviewPlan plans, PlanInputs inputs) {
        this.plans = plans;
        this.inputs = inputs;
    }

    PlanDrift() {
        this(null, null);
    }

    /**
     * What has become of a plan.
     *
     * @param current the plan as it would be now; empty if there is none any more
     * @param changes everything that is different; empty if, and only if, the plan is the same
     */
    public record Drift(Optional<Plan> current, List<Violation> changes) {

        public Drift {
            changes = List.copyOf(changes);
        }

        /** Whether anything is different. */
        public boolean changed() {
            return !changes.isEmpty();
        }

        /** The changes in one sentence, the first of them by name. */
        public String words() {
            String told =
                    changes.stream().limit(MOST_TOLD).map(Violation::detail).collect(Collectors.joining("; "));
            int more = changes.size() - MOST_TOLD;
            return more > 0 ? "%s; and %d more".formatted(told, more) : told;
        }
    }

    /** What has become of a run's plan: by its request or, once something of it has run, by the procedures that it has still to run. */
    public Drift ofRun(UUID runId) {
        KeptRequest kept = inputs.kept(runId);
        return kept.begun() ? ofRest(kept.plan(), inputs.open(runId)) : ofRequest(kept.request(), kept.plan());
    }

    private Drift ofRest(Plan kept, Set<QualifiedName> open) {
        Drift drift = ofProcedures(kept, open);
        List<Violation> changes = new ArrayList<>(withdrawn(kept, open));
        changes.addAll(drift.changes());
        return new Drift(drift.current(), changes);
    }

    /** Which of some of the plan's procedures may not be run in its mode any more, and why. */
    public List<Violation> withdrawn(Plan kept, Set<QualifiedName> some) {
        Catalog catalog = inputs.catalog();
        return some.stream()
                .sorted()
                .flatMap(name -> withdrawn(catalog.procedure(name), kept.mode()).stream()
                        .map(why -> Violation.at("%s %s".formatted(name, why), "procedures", name.toString())))
                .toList();
    }

    /** Which of some views may not be refreshed any more, and why. */
    public List<Violation> withdrawnViews(List<QualifiedName> some) {
        Map<QualifiedName, RefreshTarget> targets = inputs.catalog().refreshTargets();
        return some.stream()
                .filter(view -> !targets.containsKey(view) || !targets.get(view).enabled())
                .map(view -> Violation.at(
                        "the refresh target %s is %s"
                                .formatted(view, targets.containsKey(view) ? "disabled" : "no longer in the catalog"),
                        "refreshTargets",
                        view.toString()))
                .toList();
    }

    private static Optional<String> withdrawn(Optional<Procedure> procedure, Mode mode) {
        if (procedure.isEmpty()) {
            return Optional.of("is no longer in the catalog");
        }
        if (!procedure.get().enabled()) {
            return Optional.of("is disabled");
        }
        Modes modes = procedure.get().modes();
        return mode == Mode.FULL && !(modes.full() && modes.allowFullRefresh())
                ? Optional.of("does not allow a full refresh any more")
                : Optional.empty();
    }

    /**
     * Plans the request again.
     *
     * @param kept the plan that the request gave
     */
    public Drift ofRequest(PlanRequest request, Plan kept) {
        try {
            return between(kept, plans.preview(request));
        } catch (ProblemException refused) {
            return gone(refused);
        }
    }

    /**
     * Asks only for today's signatures and bodies of some of the plan's procedures; the others stay as they are in the plan, and what else
     * the catalog says now does not count.
     *
     * @param some procedures of the plan
     */
    public Drift ofProcedures(Plan kept, Set<QualifiedName> some) {
        var overloads = inputs.routines(List.copyOf(some));
        Map<QualifiedName, Signature> signatures = new HashMap<>();
        List<Violation> missing = new ArrayList<>();
        some.stream().sorted().map(name -> kept.procedures().get(name)).forEach(procedure -> today(
                        procedure, overloads.getOrDefault(procedure.name(), List.of()))
                .ifPresentOrElse(
                        signature -> signatures.put(procedure.name(), signature),
                        () -> missing.add(missing(procedure))));
        return missing.isEmpty()
                ? between(kept, kept.withSignatures(signatures))
                : new Drift(Optional.empty(), missing);
    }

    private static Optional<Signature> today(PlannedProcedure procedure, List<Routine> overloads) {
        return overloads.stream()
                .map(Routine::signature)
                .filter(signature -> signature.routine()
                                == procedure.signature().routine()
                        && signature.identity().equals(procedure.signature().identity()))
                .findFirst();
    }

    private static Violation missing(PlannedProcedure procedure) {
        return Violation.at(
                "%s (%s) is no longer in the database"
                        .formatted(procedure.name(), procedure.signature().identity()),
                "procedures",
                procedure.name().toString());
    }

    private static Drift between(Plan kept, Plan current) {
        List<Violation> changes = PlanChanges.between(kept, current);
        boolean unexplained = changes.isEmpty() && !kept.fingerprint().equals(current.fingerprint());
        return new Drift(
                Optional.of(current),
                unexplained
                        ? List.of(Violation.at("the plan is of another version of Silversmith", "fingerprint"))
                        : changes);
    }

    /** Anything but a verdict on the request says nothing of the plan. */
    private static Drift gone(ProblemException refused) {
        if (refused.problem().status() != 422) {
            throw refused;
        }
        List<Violation> why = refused.violations();
        return new Drift(Optional.empty(), why.isEmpty() ? List.of(new Violation("", refused.getMessage())) : why);
    }
}
