package dev.silversmith.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.NaiveOrder;
import dev.silversmith.testkit.PlanSample;
import dev.silversmith.testkit.Signatures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The planner against an oracle that knows no barrier node, no bit set and no topological sort but the definition. */
class PlannerPropertyTest {

    private static final int TRIES = 500;

    @Provide
    Arbitrary<PlanSample> valid() {
        return PlanSample.valid(8);
    }

    private static Plan plan(PlanSample sample) {
        Catalog catalog = sample.catalog();
        return Planner.plan(catalog, sample.request(), Signatures.fitting(catalog), sample.expected());
    }

    /** Whether a selected procedure must come before another one by a path on which nothing else is selected. */
    private static boolean isParent(PlanSample sample, int parent, int child) {
        NaiveOrder declared = sample.graph().order();
        return declared.pathThrough(parent, child, between -> !sample.selected().contains(between));
    }

    private static boolean holds(PlanSample sample, Set<Integer> unit, Kind kind) {
        return unit.stream().anyMatch(member -> sample.kinds().get(member) == kind);
    }

    /** The order of the units with an arrow for every pair of a dimension unit and a fact unit. */
    private static NaiveOrder unitOrder(PlanSample sample) {
        List<Set<Integer>> units = sample.units();
        NaiveOrder order = new NaiveOrder(units.size());
        for (int a = 0; a < units.size(); a++) {
            for (int b = 0; b < units.size(); b++) {
                Set<Integer> before = units.get(a);
                Set<Integer> after = units.get(b);
                boolean byRule = holds(sample, before, Kind.DIMENSION) && holds(sample, after, Kind.FACT);
                boolean byDependency =
                        before.stream().anyMatch(p -> after.stream().anyMatch(c -> isParent(sample, p, c)));
                if (a != b && (byRule || byDependency)) {
                    order.edge(a, b);
                }
            }
        }
        return order;
    }

    private static Set<Integer> members(Unit unit) {
        return unit.members().stream().map(PlanSample::number).collect(Collectors.toSet());
    }

    @Property(tries = TRIES)
    void stages_units_and_arrows_are_those_of_the_definition(@ForAll("valid") PlanSample sample) {
        NaiveOrder order = unitOrder(sample);
        Assume.that(!order.isCyclic());
        List<Set<Integer>> units = sample.units();

        Plan plan = plan(sample);

        assertThat(plan.units().stream().map(unit -> units.indexOf(members(unit))))
                .isEqualTo(order.order());
        assertThat(plan.stages().stream().map(PlannerPropertyTest::shape))
                .isEqualTo(expectedShapes(order.components(), units));
        Map<String, Integer> numbers = new TreeMap<>();
        plan.units().forEach(unit -> numbers.put(unit.name(), units.indexOf(members(unit))));
        for (Unit unit : plan.units()) {
            assertThat(unit.dependsOn().stream().map(numbers::get).collect(Collectors.toSet()))
                    .isEqualTo(dependsOn(sample, units, members(unit)));
        }
    }

    private static Set<Integer> dependsOn(PlanSample sample, List<Set<Integer>> units, Set<Integer> unit) {
        return units.stream()
                .filter(other -> !other.equals(unit))
                .filter(other -> other.stream().anyMatch(p -> unit.stream().anyMatch(c -> isParent(sample, p, c))))
                .map(units::indexOf)
                .collect(Collectors.toSet());
    }

    private static String shape(Stage stage) {
        return stage.number() + " " + stage.kind() + " " + stage.lanes() + " "
                + stage.units().stream()
                        .map(unit -> members(unit).toString())
                        .sorted()
                        .toList();
    }

    private static List<String> expectedShapes(List<Set<Integer>> components, List<Set<Integer>> units) {
        List<List<String>> merged = new ArrayList<>();
        boolean lastIsSingle = false;
        for (Set<Integer> component : components) {
            List<String> names =
                    component.stream().map(unit -> units.get(unit).toString()).toList();
            if (lastIsSingle && names.size() == 1) {
                merged.get(merged.size() - 1).addAll(names);
            } else {
                merged.add(new ArrayList<>(names));
            }
            lastIsSingle = names.size() == 1;
        }
        List<String> shapes = new ArrayList<>();
        int next = 0;
        for (List<String> stage : merged) {
            boolean sequential = components.get(next).size() == 1;
            next += sequential ? stage.size() : 1;
            Collections.sort(stage);
            shapes.add(shapes.size() + 1 + " "
                    + (sequential ? "SEQUENTIAL 1 " : "PARALLEL " + Math.min(3, stage.size()) + " ") + stage);
        }
        return shapes;
    }

    @Property(tries = TRIES)
    void a_priority_is_the_longest_expected_path_to_the_end(@ForAll("valid") PlanSample sample) {
        NaiveOrder order = unitOrder(sample);
        Assume.that(!order.isCyclic());
        List<Set<Integer>> units = sample.units();
        long[] weights = units.stream()
                .mapToLong(
                        unit -> unit.stream().mapToLong(PlanSample::expectedMs).sum())
                .toArray();

        for (Unit unit : plan(sample).units()) {
            int number = units.indexOf(members(unit));
            assertThat(unit.expectedMs()).isEqualTo(weights[number]);
            assertThat(unit.priority()).isEqualTo(order.longestPath(number, weights));
        }
    }

    @Property(tries = TRIES)
    void the_order_respects_every_declared_path_and_dimension_before_fact(@ForAll("valid") PlanSample sample) {
        Assume.that(!unitOrder(sample).isCyclic());

        List<QualifiedName> order = plan(sample).units().stream()
                .flatMap(unit -> unit.members().stream())
                .toList();

        assertThat(order.stream().map(PlanSample::number)).containsExactlyInAnyOrderElementsOf(sample.selected());
        NaiveOrder declared = sample.graph().order();
        for (int later = 0; later < order.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                int first = PlanSample.number(order.get(earlier));
                int second = PlanSample.number(order.get(later));
                assertThat(declared.precedes(second, first)).isFalse();
                assertThat(sample.kinds().get(first) == Kind.FACT
                                && sample.kinds().get(second) == Kind.DIMENSION)
                        .isFalse();
            }
        }
    }

    @Property(tries = 2 * TRIES, maxDiscardRatio = 50)
    void an_impossible_grouping_is_refused_with_a_real_cycle(@ForAll("valid") PlanSample sample) {
        NaiveOrder order = unitOrder(sample);
        Assume.that(order.isCyclic());
        List<Set<Integer>> units = sample.units();

        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> plan(sample));

        assertThat(refusal.problem()).isEqualTo(Problem.CYCLE);
        String path = refusal.getMessage().substring(0, refusal.getMessage().indexOf(": "));
        List<Integer> cycle = Pattern.compile(" → ")
                .splitAsStream(path)
                .map(name -> units.indexOf(unit(sample, name)))
                .toList();
        assertThat(cycle).hasSizeGreaterThan(2).startsWith(cycle.get(cycle.size() - 1));
        for (int i = 1; i < cycle.size(); i++) {
            assertThat(order.hasEdge(cycle.get(i - 1), cycle.get(i))).as(path).isTrue();
        }
    }

    private static Set<Integer> unit(PlanSample sample, String name) {
        return name.startsWith("group:")
                ? sample.selected().stream()
                        .filter(member ->
                                name.equals("group:g" + sample.groups().get(member)))
                        .collect(Collectors.toSet())
                : Set.of(PlanSample.number(QualifiedName.parse(name)));
    }

    @Property(tries = TRIES)
    void equal_inputs_give_equal_plans(@ForAll("valid") PlanSample sample) {
        Assume.that(!unitOrder(sample).isCyclic());
        Catalog catalog = sample.catalog();
        Map<QualifiedName, Signature> otherOrder = new TreeMap<>(Collections.reverseOrder());
        otherOrder.putAll(Signatures.fitting(catalog));

        Plan again = Planner.plan(sample.catalog(), sample.request(), otherOrder, sample.expected());

        assertThat(again).isEqualTo(plan(sample));
        assertThat(again.toString()).isEqualTo(plan(sample).toString());
    }

    @Property(tries = TRIES)
    void durations_and_lanes_do_not_change_the_fingerprint(@ForAll("valid") PlanSample sample) {
        Assume.that(!unitOrder(sample).isCyclic());
        Catalog catalog = sample.catalog();
        PlanRequest request = sample.request();
        PlanRequest serial = new PlanRequest(
                request.mode(), request.scope(), request.select(), request.exclude(), request.overrides(), 1);

        Plan other = Planner.plan(catalog, serial, Signatures.fitting(catalog), Map.of());

        assertThat(other.fingerprint()).isEqualTo(plan(sample).fingerprint());
        assertThat(other.stages()).allMatch(stage -> stage.lanes() == 1);
    }
}
