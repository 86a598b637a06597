package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.CatalogRules;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.graph.TooManyArrows;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Turns a catalog and a request into a plan.
 *
 * <p>Equal inputs give equal plans. Nothing is asked of a clock, a database or a framework: what the database knows is handed in.
 */
public final class Planner {

    private static final String AT_LEAST_ONCE =
            "at least once: %s commits by itself (transaction: own); what it has committed stays if it"
                    + " does not succeed, and nobody but a person repeats it";

    private Planner() {}

    /**
     * The procedures that a request takes, never none. Who plans asks the database for their signatures next.
     *
     * @throws ProblemException {@link Problem#INVALID_SELECTION} or {@link Problem#NOT_BUILT_YET} for an expression that cannot be obeyed
     */
    public static SortedSet<QualifiedName> select(Catalog catalog, PlanRequest request) {
        return Selection.of(catalog, request.select(), request.exclude());
    }

    /** The views that the procedures of a plan want refreshed; who plans asks the database for their facts. */
    public static SortedSet<QualifiedName> views(Catalog catalog, SortedSet<QualifiedName> selected) {
        return RefreshPlan.views(catalog, selected);
    }

    /**
     * The plan of a request whose procedures want no view refreshed; see the other {@code plan}.
     *
     * @param signatures what the database says of the selected procedures
     * @param expected how long procedures take; {@link DatabaseFacts#DEFAULT_EXPECTED} for those that are missing
     */
    public static Plan plan(
            Catalog catalog,
            PlanRequest request,
            Map<QualifiedName, Signature> signatures,
            Map<QualifiedName, Duration> expected) {
        return plan(catalog, request, new DatabaseFacts(signatures, Map.of(), expected, Map.of()));
    }

    /**
     * The plan of a request.
     *
     * @throws ProblemException {@link Problem#INVALID_CATALOG} or {@link Problem#CYCLE} for the catalog, or CYCLE for the groups as this
     *     request would run them and for the refreshes as their views read one another; {@link Problem#INVALID_SELECTION} or
     *     {@link Problem#NOT_BUILT_YET} for its expressions; {@link Problem#MODE_NOT_ALLOWED}, {@link Problem#INVALID_REQUEST} (a value
     *     for what takes none), {@link Problem#UNKNOWN_PROCEDURE}, {@link Problem#SIGNATURE_MISMATCH} or {@link Problem#UNKNOWN_VIEW},
     *     each with every offender
     */
    public static Plan plan(Catalog catalog, PlanRequest request, DatabaseFacts facts) {
        DirectedGraph<QualifiedName> dependencies = catalog.dependencies();
        CatalogRules.check(catalog, dependencies);
        SortedSet<QualifiedName> selected = select(catalog, request);
        RequestRules.check(catalog, request, selected);
        SortedMap<QualifiedName, PlannedProcedure> procedures =
                ProcedurePlanner.plan(catalog, request, closed(dependencies, selected), facts.signatures());
        RefreshPlan refreshes = RefreshPlan.of(catalog, selected, facts.views());
        List<Stage> stages = UnitGraph.of(catalog, request.scope(), procedures, refreshes, facts)
                .stages(request.maxParallel());
        List<String> warnings = warnings(catalog, selected);
        warnings.addAll(refreshes.warnings(facts.views()));
        selected.stream()
                .filter(name -> procedures.get(name).execution().transaction().isOwn())
                .map(AT_LEAST_ONCE::formatted)
                .forEach(warnings::add);
        String fingerprint = Fingerprint.of(request.mode(), request.scope(), stages, procedures, refreshes.refreshes());
        return new Plan(
                fingerprint, request.mode(), request.scope(), stages, procedures, refreshes.refreshes(), warnings);
    }

    /**
     * The plan that refreshes one view, whatever its procedures have done.
     *
     * @param expected how long refreshes take
     * @throws ProblemException {@link Problem#NOT_FOUND} if the catalog has no such refresh target; {@link Problem#CONFLICT} if it is
     *     disabled; {@link Problem#UNKNOWN_VIEW} if the database has no such materialized view
     */
    public static Plan refresh(
            Catalog catalog,
            QualifiedName view,
            Map<QualifiedName, ViewFacts> views,
            Map<QualifiedName, Duration> expected) {
        RefreshTarget target = Optional.ofNullable(catalog.refreshTargets().get(view))
                .orElseThrow(() -> new ProblemException(
                        Problem.NOT_FOUND, "the catalog has no refresh target %s".formatted(view)));
        if (!target.enabled()) {
            throw new ProblemException(
                    Problem.CONFLICT, "the refresh target %s is disabled; enable it in the catalog".formatted(view));
        }
        RefreshPlan refreshes = RefreshPlan.of(target, views);
        SortedMap<QualifiedName, PlannedProcedure> none = Collections.emptySortedMap();
        TransactionScope scope = TransactionScope.PER_PROCEDURE;
        var facts = new DatabaseFacts(Map.of(), views, Map.of(), expected);
        List<Stage> stages =
                UnitGraph.of(catalog, scope, none, refreshes, facts).stages(1);
        String fingerprint = Fingerprint.of(Mode.INCREMENTAL, scope, stages, none, refreshes.refreshes());
        return new Plan(
                fingerprint, Mode.INCREMENTAL, scope, stages, none, refreshes.refreshes(), refreshes.warnings(views));
    }

    private static DirectedGraph<QualifiedName> closed(
            DirectedGraph<QualifiedName> dependencies, SortedSet<QualifiedName> selected) {
        try {
            return dependencies.keeping(selected);
        } catch (TooManyArrows tooMany) {
            throw SelectionProblems.invalid(
                    "select",
                    "what is left out stands between so many others that more than a million dependencies would have to be"
                            + " kept; take the procedures in the middle into the selection");
        }
    }

    private static List<String> warnings(Catalog catalog, SortedSet<QualifiedName> selected) {
        List<String> warnings = new ArrayList<>();
        for (QualifiedName child : selected) {
            catalog.procedures().get(child).dependsOn().stream()
                    .filter(parent -> !catalog.procedures().get(parent).enabled())
                    .map(parent -> "%s depends on %s, which is disabled and left out".formatted(child, parent))
                    .forEach(warnings::add);
        }
        return warnings;
    }
}
