package dev.silversmith.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.run.LastAttempts;
import dev.silversmith.core.run.Outcome;
import dev.silversmith.core.run.RunProgress;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.NaiveOrder;
import dev.silversmith.testkit.PlanSample;
import dev.silversmith.testkit.RefreshSample;
import dev.silversmith.testkit.RefreshSample.Node;
import dev.silversmith.wire.PlanJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The planner against an oracle that knows no barrier node, no bit set and no topological sort but the definition. */
class PlannerPropertyTest {

    private static final int TRIES = 500;

    @Provide
    Arbitrary<RefreshSample> any() {
        return RefreshSample.any(6);
    }

    private static Plan plan(RefreshSample sample) {
        return Planner.plan(sample.catalog(), sample.request(), sample.facts(false));
    }

    /** Passes samples that have a plan. */
    private static NaiveOrder possible(RefreshSample sample) {
        NaiveOrder order = sample.order();
        Assume.that(!order.isCyclic());
        return order;
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void stages_units_and_arrows_are_those_of_the_definition(@ForAll("any") RefreshSample sample) {
        NaiveOrder order = possible(sample);
        List<Node> nodes = sample.nodes();

        Plan plan = plan(sample);

        assertThat(plan.units().stream().map(unit -> nodes.indexOf(sample.node(unit.name()))))
                .isEqualTo(order.order());
        assertThat(plan.stages().stream().map(stage -> shape(sample, stage)))
                .isEqualTo(expectedShapes(order.components()));
        for (Unit unit : plan.units()) {
            Node node = sample.node(unit.name());
            assertThat(unit.members().stream().map(PlanSample::number))
                    .containsExactlyInAnyOrderElementsOf(node.members());
            assertThat(unit.dependsOn().stream().map(sample::node).collect(Collectors.toSet()))
                    .isEqualTo(nodes.stream()
                            .filter(other -> !other.equals(node) && sample.dependsOn(node, other))
                            .collect(Collectors.toSet()));
        }
    }

    private static String shape(RefreshSample sample, Stage stage) {
        List<Node> nodes = sample.nodes();
        return stage.number() + " " + stage.kind() + " " + stage.lanes() + " "
                + stage.units().stream()
                        .map(unit -> nodes.indexOf(sample.node(unit.name())))
                        .sorted()
                        .toList();
    }

    private static List<String> expectedShapes(List<Set<Integer>> components) {
        List<List<Integer>> merged = new ArrayList<>();
        List<Boolean> sequential = new ArrayList<>();
        for (Set<Integer> component : components) {
            boolean single = component.size() == 1;
            if (single && !merged.isEmpty() && sequential.get(merged.size() - 1)) {
                merged.get(merged.size() - 1).addAll(component);
            } else {
                merged.add(new ArrayList<>(component));
                sequential.add(single);
            }
        }
        List<String> shapes = new ArrayList<>();
        for (int stage = 0; stage < merged.size(); stage++) {
            List<Integer> units = merged.get(stage);
            Collections.sort(units);
            String kind = sequential.get(stage) ? "SEQUENTIAL 1 " : "PARALLEL " + Math.min(3, units.size()) + " ";
            shapes.add(stage + 1 + " " + kind + units);
        }
        return shapes;
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void a_priority_is_the_longest_expected_path_to_the_end(@ForAll("any") RefreshSample sample) {
        NaiveOrder order = possible(sample);
        List<Node> nodes = sample.nodes();
        long[] weights = nodes.stream().mapToLong(sample::expectedMs).toArray();

        for (Unit unit : plan(sample).units()) {
            int number = nodes.indexOf(sample.node(unit.name()));
            assertThat(unit.expectedMs()).isEqualTo(weights[number]);
            assertThat(unit.priority()).isEqualTo(order.longestPath(number, weights));
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void the_order_respects_every_declared_path_and_dimension_before_fact(@ForAll("any") RefreshSample sample) {
        possible(sample);

        List<QualifiedName> order = plan(sample).units().stream()
                .flatMap(unit -> unit.members().stream())
                .toList();

        assertThat(order.stream().map(PlanSample::number))
                .containsExactlyInAnyOrderElementsOf(sample.plan().selected());
        NaiveOrder declared = sample.plan().graph().order();
        for (int later = 0; later < order.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                int first = PlanSample.number(order.get(earlier));
                int second = PlanSample.number(order.get(later));
                assertThat(declared.precedes(second, first)).isFalse();
                assertThat(sample.plan().kinds().get(first) == Kind.FACT
                                && sample.plan().kinds().get(second) == Kind.DIMENSION)
                        .isFalse();
            }
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void one_lane_takes_every_unit_once_in_an_order_that_respects_every_arrow(@ForAll("any") RefreshSample sample) {
        NaiveOrder order = possible(sample);
        List<Node> nodes = sample.nodes();
        PlanRequest serial = serial(sample.request());

        Plan plan = Planner.plan(sample.catalog(), serial, sample.facts(false));
        List<Integer> taken = follow(plan).stream()
                .map(unit -> nodes.indexOf(sample.node(unit)))
                .toList();

        assertThat(plan.stages()).allMatch(stage -> stage.lanes() == 1);
        assertThat(taken).hasSize(nodes.size()).doesNotHaveDuplicates();
        for (int later = 0; later < taken.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                assertThat(order.hasEdge(taken.get(later), taken.get(earlier))).isFalse();
            }
        }
        assertThat(follow(plan)).isEqualTo(follow(Planner.plan(sample.catalog(), serial, sample.facts(true))));
    }

    /** The names of the units as a single lane takes them. */
    private static List<String> follow(Plan plan) {
        RunProgress run = RunProgress.of(plan, LastAttempts.NONE, false);
        List<String> taken = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            for (var unit = run.takeReady(stage.number()); unit.isPresent(); unit = run.takeReady(stage.number())) {
                taken.add(unit.get().name());
                run.complete(unit.get(), Outcome.SUCCEEDED);
            }
            assertThat(run.stageEnded(stage.number())).isTrue();
        }
        return taken;
    }

    @Property(tries = 2 * TRIES, maxDiscardRatio = 50, edgeCases = EdgeCasesMode.NONE)
    void an_impossible_order_of_units_is_refused_with_a_real_cycle(@ForAll("any") RefreshSample sample) {
        NaiveOrder order = sample.order();
        Assume.that(order.isCyclic());
        List<Node> nodes = sample.nodes();

        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> plan(sample));

        assertThat(refusal.problem()).isEqualTo(Problem.CYCLE);
        String path = refusal.getMessage().substring(0, refusal.getMessage().indexOf(": "));
        List<Integer> cycle = Pattern.compile(" → ")
                .splitAsStream(path)
                .map(name -> nodes.indexOf(sample.node(name)))
                .toList();
        assertThat(cycle).hasSizeGreaterThan(2).startsWith(cycle.get(cycle.size() - 1));
        for (int i = 1; i < cycle.size(); i++) {
            assertThat(order.hasEdge(cycle.get(i - 1), cycle.get(i))).as(path).isTrue();
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void equal_inputs_give_equal_bytes_whatever_order_they_come_in(
            @ForAll("any") RefreshSample sample, @ForAll Random random) {
        possible(sample);

        Plan plan = plan(sample);
        Plan again = Planner.plan(sample.shuffled(random), sample.request(), sample.facts(true));

        assertThat(again).isEqualTo(plan);
        assertThat(again.fingerprint()).isEqualTo(plan.fingerprint());
        assertThat(PlanJson.write(again)).hasToString(PlanJson.write(plan).toString());
        assertThat(PlanJson.read(PlanJson.write(plan).toString())).isEqualTo(plan);
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void durations_and_lanes_do_not_change_the_fingerprint(@ForAll("any") RefreshSample sample) {
        possible(sample);
        DatabaseFacts facts = sample.facts(false);
        DatabaseFacts without = new DatabaseFacts(facts.signatures(), facts.views(), Map.of(), Map.of());

        Plan other = Planner.plan(sample.catalog(), serial(sample.request()), without);

        assertThat(other.fingerprint()).isEqualTo(plan(sample).fingerprint());
    }

    private static PlanRequest serial(PlanRequest request) {
        return new PlanRequest(
                request.mode(), request.scope(), request.select(), request.exclude(), request.overrides(), 1);
    }
}
