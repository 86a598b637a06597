package dev.silversmith.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testkit.NaiveOrder;
import dev.silversmith.testkit.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class DirectedGraphPropertyTest {

    private static final int TRIES = 300;

    @Provide
    Arbitrary<Sample> acyclic() {
        return Sample.acyclic(9);
    }

    @Provide
    Arbitrary<Sample> any() {
        return Sample.any(7);
    }

    @Property(tries = TRIES)
    void the_order_is_that_of_the_definition(@ForAll("acyclic") Sample sample) {
        assertThat(sample.graph().topologicalOrder()).isEqualTo(sample.order().order());
    }

    @Property(tries = TRIES)
    void the_components_are_those_of_the_definition(@ForAll("acyclic") Sample sample) {
        List<List<Integer>> components = sample.graph().ordinalSum(node -> true);

        assertThat(components.stream().map(TreeSet::new).toList())
                .isEqualTo(sample.order().components());
    }

    @Property(tries = TRIES)
    void nodes_that_are_not_counted_change_nothing_but_the_order(
            @ForAll("acyclic") Sample sample, @ForAll Set<@IntRange(max = 8) Integer> virtual) {
        List<Integer> counted = sample.graph().nodes().stream()
                .filter(node -> !virtual.contains(node))
                .toList();
        NaiveOrder all = sample.order();
        NaiveOrder order = new NaiveOrder(counted.size());
        for (int a = 0; a < counted.size(); a++) {
            for (int b = 0; b < counted.size(); b++) {
                if (all.precedes(counted.get(a), counted.get(b))) {
                    order.edge(a, b);
                }
            }
        }

        var components = sample.graph().ordinalSum(node -> !virtual.contains(node));

        assertThat(components.stream().map(TreeSet::new).toList())
                .isEqualTo(order.components().stream()
                        .map(component -> component.stream().map(counted::get).collect(Collectors.toSet()))
                        .toList());
    }

    @Property(tries = TRIES)
    void an_arrow_of_the_kept_nodes_stands_for_a_path_through_the_others(
            @ForAll("acyclic") Sample sample, @ForAll Set<@IntRange(max = 8) Integer> out) {
        Set<Integer> kept = new TreeSet<>(sample.graph().nodes());
        kept.removeAll(out);

        DirectedGraph<Integer> result = sample.graph().keeping(kept);

        assertThat(result.nodes()).isEqualTo(kept);
        for (int a : kept) {
            List<Integer> expected = kept.stream()
                    .filter(b -> sample.order().pathThrough(a, b, out::contains))
                    .toList();
            assertThat(result.children(a)).isEqualTo(expected);
        }
    }

    @Property(tries = TRIES)
    void what_comes_before_a_node_is_what_has_a_path_to_it(
            @ForAll("acyclic") Sample sample, @ForAll Set<@IntRange(max = 8) Integer> some) {
        Set<Integer> asked = new TreeSet<>(sample.graph().nodes());
        asked.retainAll(some);

        var before = sample.graph().ancestry().among(asked);

        for (int node : sample.graph().nodes()) {
            assertThat(before.apply(node))
                    .containsExactlyInAnyOrderElementsOf(asked.stream()
                            .filter(other -> sample.order().precedes(other, node))
                            .toList());
        }
    }

    @Property(tries = TRIES)
    void a_cycle_is_reported_if_and_only_if_there_is_one_and_it_is_real(@ForAll("any") Sample sample) {
        var cycle = sample.graph().cycle();

        assertThat(cycle.isPresent()).isEqualTo(sample.order().isCyclic());
        cycle.ifPresent(path -> {
            assertThat(path).hasSizeGreaterThan(1).startsWith(path.get(path.size() - 1));
            for (int i = 1; i < path.size(); i++) {
                assertThat(sample.order().hasEdge(path.get(i - 1), path.get(i))).isTrue();
            }
            assertThat(path.subList(1, path.size())).doesNotHaveDuplicates();
        });
    }

    @Property(tries = TRIES)
    void generations_are_counted_along_the_shortest_path(
            @ForAll("any") Sample sample, @ForAll @IntRange(max = 4) int depth) {
        int[][] distance = sample.order().distances();
        for (int node = 0; node < sample.nodes(); node++) {
            int one = node;
            assertThat(sample.graph().ancestors(List.of(one), depth))
                    .isEqualTo(nodes(sample, other -> other == one || distance[other][one] <= depth));
            assertThat(sample.graph().descendants(List.of(one), depth))
                    .isEqualTo(nodes(sample, other -> other == one || distance[one][other] <= depth));
        }
    }

    private static Set<Integer> nodes(Sample sample, IntPredicate condition) {
        return sample.graph().nodes().stream().filter(condition::test).collect(Collectors.toCollection(TreeSet::new));
    }

    @Property(tries = TRIES)
    void the_longest_path_is_that_of_the_definition(@ForAll("acyclic") Sample sample) {
        long[] weights = new long[sample.nodes()];
        Arrays.setAll(weights, node -> node * 7 % 5);

        var longest = sample.graph().longestPaths(node -> weights[node]);

        longest.forEach(
                (node, length) -> assertThat(length).isEqualTo(sample.order().longestPath(node, weights)));
    }
}
