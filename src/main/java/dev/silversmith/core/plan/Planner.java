package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.CatalogRules;
import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Turns a catalog and a request into a plan.
 *
 * <p>Equal inputs give equal plans. Nothing is asked of a clock, a database or a framework: what the database knows is handed in.
 */
public final class Planner {

    /** The expected duration of a procedure of which nothing is known yet. */
    public static final Duration DEFAULT_EXPECTED = Duration.ofSeconds(1);

    private Planner() {}

    /**
     * The procedures that a request takes, never none. Who plans asks the database for their signatures next.
     *
     * @throws ProblemException {@link Problem#INVALID_SELECTION} or {@link Problem#NOT_BUILT_YET} for an expression that cannot be obeyed
     */
    public static SortedSet<QualifiedName> select(Catalog catalog, PlanRequest request) {
        return Selection.of(catalog, request.select(), request.exclude());
    }

    /**
     * The plan of a request.
     *
     * @param signatures what the database says of the selected procedures; others are ignored
     * @param expected how long procedures take; {@link #DEFAULT_EXPECTED} for those that are missing
     * @throws ProblemException {@link Problem#INVALID_CATALOG} or {@link Problem#CYCLE} for the catalog, or CYCLE for the groups as this
     *     request would run them; {@link Problem#INVALID_SELECTION} or {@link Problem#NOT_BUILT_YET} for its expressions;
     *     {@link Problem#MODE_NOT_ALLOWED}, {@link Problem#INVALID_REQUEST} (a value for what takes none), {@link
     *     Problem#UNKNOWN_PROCEDURE} or {@link Problem#SIGNATURE_MISMATCH}, each with every offender
     */
    public static Plan plan(
            Catalog catalog,
            PlanRequest request,
            Map<QualifiedName, Signature> signatures,
            Map<QualifiedName, Duration> expected) {
        DirectedGraph<QualifiedName> dependencies = catalog.dependencies();
        CatalogRules.check(catalog, dependencies);
        SortedSet<QualifiedName> selected = select(catalog, request);
        RequestRules.check(catalog, request, selected);
        SortedMap<QualifiedName, PlannedProcedure> procedures =
                ProcedurePlanner.plan(catalog, request, dependencies.keeping(selected), signatures);
        List<Stage> stages =
                UnitGraph.of(catalog, request.scope(), procedures, expected).stages(request.maxParallel());
        String fingerprint = Fingerprint.of(request.mode(), request.scope(), stages, procedures);
        return new Plan(fingerprint, request.mode(), request.scope(), stages, procedures, warnings(catalog, selected));
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
