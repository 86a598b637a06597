package dev.silversmith.testkit;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A random catalog with a request, for property tests. Procedure number 3 is {@code s.p3}; its group, if it has one, {@code g0} or {@code g1}.
 *
 * @param graph the declared dependencies
 * @param kinds by procedure
 * @param groups by procedure; -1 for none
 * @param selected the procedures that the request names
 * @param scope what shares a transaction
 */
public record PlanSample(
        Sample graph, List<Kind> kinds, List<Integer> groups, Set<Integer> selected, TransactionScope scope) {

    /** Samples whose catalog is valid: kinds that contradict the dependencies have become {@code other}. */
    public static Arbitrary<PlanSample> valid(int maxProcedures) {
        return any(maxProcedures).map(PlanSample::withoutContradiction);
    }

    /** Samples whose kinds may contradict the dependencies. */
    public static Arbitrary<PlanSample> any(int maxProcedures) {
        return Sample.acyclic(maxProcedures).flatMap(graph -> Combinators.combine(
                        Arbitraries.of(Kind.class).list().ofSize(graph.nodes()),
                        Arbitraries.integers().between(-1, 1).list().ofSize(graph.nodes()),
                        selections(graph.nodes()),
                        Arbitraries.of(TransactionScope.class))
                .as((kinds, groups, selected, scope) -> new PlanSample(graph, kinds, groups, selected, scope)));
    }

    /** Everything as often as some. */
    private static Arbitrary<Set<Integer>> selections(int procedures) {
        List<Integer> all = IntStream.range(0, procedures).boxed().toList();
        return Arbitraries.oneOf(
                Arbitraries.just(Set.copyOf(all)), Arbitraries.of(all).set().ofMinSize(1));
    }

    private PlanSample withoutContradiction() {
        NaiveOrder order = graph.order();
        List<Kind> sound = new ArrayList<>(kinds);
        for (int procedure = 0; procedure < kinds.size(); procedure++) {
            int one = procedure;
            if (kinds.get(one) == Kind.DIMENSION
                    && IntStream.range(0, kinds.size())
                            .anyMatch(other -> kinds.get(other) == Kind.FACT && order.precedes(other, one))) {
                sound.set(one, Kind.OTHER);
            }
        }
        return new PlanSample(graph, sound, groups, selected, scope);
    }

    public static QualifiedName name(int procedure) {
        return new QualifiedName("s", "p" + procedure);
    }

    public static int number(QualifiedName name) {
        return Integer.parseInt(name.name().substring(1));
    }

    public Catalog catalog() {
        CatalogBuilder catalog = CatalogBuilder.aCatalog();
        procedures().forEach(catalog::with);
        return withGroups(catalog).build();
    }

    /** By number. */
    List<ProcedureBuilder> procedures() {
        return IntStream.range(0, graph.nodes()).mapToObj(this::procedure).toList();
    }

    private ProcedureBuilder procedure(int child) {
        return ProcedureBuilder.aProcedure(name(child).toString())
                .kind(kinds.get(child))
                .after(graph.edges().stream()
                        .filter(edge -> edge.child() == child)
                        .map(edge -> name(edge.parent()).toString())
                        .toArray(String[]::new));
    }

    CatalogBuilder withGroups(CatalogBuilder catalog) {
        for (int group = 0; group <= 1; group++) {
            catalog.group("g" + group, group, members(group));
        }
        return catalog;
    }

    private String[] members(int group) {
        return IntStream.range(0, groups.size())
                .filter(procedure -> groups.get(procedure) == group)
                .mapToObj(procedure -> name(procedure).toString())
                .toArray(String[]::new);
    }

    public PlanRequest request() {
        return RequestBuilder.aRequest()
                .select(selected.stream()
                        .map(procedure -> name(procedure).toString())
                        .collect(Collectors.joining(" ")))
                .scope(scope)
                .maxParallel(3)
                .build();
    }

    /** Between 1 and 5 s, and for every seventh procedure nothing. */
    public Map<QualifiedName, Duration> expected() {
        Map<QualifiedName, Duration> expected = new HashMap<>();
        for (int procedure = 0; procedure < graph.nodes(); procedure++) {
            if (procedure % 7 != 6) {
                expected.put(name(procedure), Duration.ofMillis(expectedMs(procedure)));
            }
        }
        return expected;
    }

    public static long expectedMs(int procedure) {
        return procedure % 7 == 6 ? 1000 : 1000 + procedure * 700 % 4001;
    }

    /** Which procedures share a unit, by definition, in the order that breaks ties: group 0, group 1, the others by name. */
    public List<Set<Integer>> units() {
        List<Set<Integer>> units = new ArrayList<>();
        for (int group : List.of(0, 1, -1)) {
            List<Integer> members = selected.stream()
                    .filter(procedure -> groups.get(procedure) == group)
                    .sorted()
                    .toList();
            if (group >= 0 && scope == TransactionScope.PER_GROUP && !members.isEmpty()) {
                units.add(new HashSet<>(members));
            } else {
                members.forEach(member -> units.add(Set.of(member)));
            }
        }
        return units;
    }

    /** Whether a selected procedure must come before another one by a path on which nothing else is selected. */
    public boolean isParent(int parent, int child) {
        return graph.order().pathThrough(parent, child, between -> !selected.contains(between));
    }

    /** Whether a unit has a member of this kind. */
    public boolean holds(Set<Integer> unit, Kind kind) {
        return unit.stream().anyMatch(member -> kinds.get(member) == kind);
    }
}
