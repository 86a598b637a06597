package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.RefreshLink.Trigger;
import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.graph.Reach;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;

/**
 * What executing a plan would mean, for whoever has to decide on it.
 *
 * @param procedures of the plan, by name
 * @param dependants every procedure outside of the plan that depends on one of it, directly or not
 * @param refreshes the views that are refreshed, by name
 */
public record Impact(List<OfProcedure> procedures, Dependants dependants, List<OfRefresh> refreshes, Totals totals) {

    private static final int MOST_NAMES = 100;
    private static final int MOST_NAMES_OF_ONE = 20;

    /**
     * The last success of a procedure in mode full that was not a dry run.
     *
     * @param durationMs in milliseconds; empty where it was imported without
     * @param rowsAffected empty where not measured
     */
    public record LastFull(
            UUID runId, long runNumber, Instant finishedAt, Optional<Long> durationMs, Optional<Long> rowsAffected) {}

    /**
     * Procedures outside of the plan that read what it rewrites.
     *
     * @param total how many
     * @param names the first of them
     */
    public record Dependants(int total, List<QualifiedName> names) {

        public Dependants {
            names = List.copyOf(names);
        }
    }

    /**
     * What it means for one procedure.
     *
     * @param lastFull empty if it was never run in full
     */
    public record OfProcedure(QualifiedName procedure, Kind kind, Optional<LastFull> lastFull, Dependants dependants) {}

    /**
     * A view that is refreshed.
     *
     * @param after the procedures of the plan that want it
     * @param trigger {@code ALWAYS} if one of them wants it also after a failure
     */
    public record OfRefresh(QualifiedName view, List<QualifiedName> after, Trigger trigger) {

        public OfRefresh {
            after = List.copyOf(after);
        }
    }

    /**
     * Sums over the procedures.
     *
     * @param expectedMs of the last full durations that are known, one after another, in milliseconds
     * @param criticalPathMs the longest path through the plan by what it expected of each unit, in milliseconds
     * @param rows of the last full runs, where measured
     * @param unknown how many were never run in full
     */
    public record Totals(int procedures, long expectedMs, long criticalPathMs, long rows, int unknown) {}

    public Impact {
        procedures = List.copyOf(procedures);
        refreshes = List.copyOf(refreshes);
    }

    /**
     * The impact of a plan.
     *
     * @param catalog what depends on what today; a procedure of the plan may have left it
     * @param history by procedure
     */
    public static Impact of(Plan plan, Catalog catalog, Map<QualifiedName, LastFull> history) {
        Set<QualifiedName> planned = plan.procedures().keySet();
        DirectedGraph<QualifiedName> graph = catalog.dependencies();
        Reach<QualifiedName> outside = graph.reach(name -> !planned.contains(name));
        List<OfProcedure> procedures = plan.procedures().values().stream()
                .map(procedure -> new OfProcedure(
                        procedure.name(),
                        procedure.kind(),
                        Optional.ofNullable(history.get(procedure.name())),
                        dependants(procedure.name(), graph, outside)))
                .toList();
        return new Impact(procedures, dependants(planned, graph), refreshes(plan), totals(plan, procedures));
    }

    private static Dependants dependants(
            QualifiedName procedure, DirectedGraph<QualifiedName> graph, Reach<QualifiedName> outside) {
        return graph.nodes().contains(procedure)
                ? new Dependants(outside.count(procedure), outside.first(procedure, MOST_NAMES_OF_ONE))
                : new Dependants(0, List.of());
    }

    private static Dependants dependants(Set<QualifiedName> planned, DirectedGraph<QualifiedName> graph) {
        Collection<QualifiedName> known =
                planned.stream().filter(graph.nodes()::contains).toList();
        SortedSet<QualifiedName> reached = graph.descendants(known, Integer.MAX_VALUE);
        reached.removeAll(planned);
        return new Dependants(reached.size(), reached.stream().limit(MOST_NAMES).toList());
    }

    private static List<OfRefresh> refreshes(Plan plan) {
        return plan.refreshes().values().stream()
                .map(refresh -> new OfRefresh(
                        refresh.view(), List.copyOf(refresh.links().keySet()), trigger(refresh)))
                .toList();
    }

    private static Trigger trigger(PlannedRefresh refresh) {
        boolean always = refresh.links().values().stream().anyMatch(link -> link.trigger() == Trigger.ALWAYS);
        return always ? Trigger.ALWAYS : Trigger.SUCCESS;
    }

    private static Totals totals(Plan plan, List<OfProcedure> procedures) {
        List<LastFull> known = procedures.stream()
                .flatMap(procedure -> procedure.lastFull().stream())
                .toList();
        return new Totals(
                procedures.size(),
                known.stream()
                        .flatMap(last -> last.durationMs().stream())
                        .mapToLong(Long::longValue)
                        .sum(),
                plan.units().stream().mapToLong(Unit::priority).max().orElse(0),
                known.stream()
                        .flatMap(last -> last.rowsAffected().stream())
                        .mapToLong(Long::longValue)
                        .sum(),
                procedures.size() - known.size());
    }
}
