package dev.silversmith.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectedGraphTest {

    /** A graph from text: {@code "a→b→c d"} has two arrows and a node without any. */
    private static DirectedGraph<String> graph(String paths) {
        Set<String> nodes = new TreeSet<>(split(paths, "[ →]"));
        DirectedGraph.Builder<String> builder = DirectedGraph.of(nodes);
        for (String path : split(paths, " ")) {
            List<String> steps = split(path, "→");
            for (int i = 1; i < steps.size(); i++) {
                builder.edge(steps.get(i - 1), steps.get(i));
            }
        }
        return builder.build();
    }

    private static List<String> split(String text, String separator) {
        return Pattern.compile(separator).splitAsStream(text).toList();
    }

    private static String edges(DirectedGraph<String> graph) {
        return graph.nodes().stream()
                .flatMap(node -> graph.children(node).stream().map(child -> node + "→" + child))
                .collect(Collectors.joining(" "));
    }

    @Test
    void the_smallest_ready_node_comes_first() {
        DirectedGraph<String> graph = graph("c→a d→b");

        assertThat(graph.topologicalOrder()).containsExactly("c", "a", "d", "b");
    }

    @Test
    void a_graph_without_cycle_has_none() {
        assertThat(graph("a→b→d a→c→d").cycle()).isEmpty();
    }

    @Test
    void a_shortest_cycle_through_its_smallest_node_is_found() {
        assertThat(graph("x→b→c→d→a→b c→b").cycle()).contains(List.of("a", "b", "c", "d", "a"));
    }

    @Test
    void a_node_that_follows_itself_is_a_cycle() {
        assertThat(graph("a→b→b").cycle()).contains(List.of("b", "b"));
    }

    @Test
    void every_part_that_goes_round_has_its_cycle() {
        assertThat(graph("d→c→d b→a→b e").cycles()).containsExactly(List.of("a", "b", "a"), List.of("c", "d", "c"));
    }

    @Test
    void a_graph_with_a_cycle_has_no_order() {
        assertThatThrownBy(() -> graph("a→b→a").topologicalOrder()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ancestors_and_descendants_stop_at_the_depth() {
        DirectedGraph<String> graph = graph("a→b→c→d x→c");

        assertThat(graph.ancestors(List.of("c"), 0)).containsExactly("c");
        assertThat(graph.ancestors(List.of("c"), 1)).containsExactly("b", "c", "x");
        assertThat(graph.ancestors(List.of("c"), Integer.MAX_VALUE)).containsExactly("a", "b", "c", "x");
        assertThat(graph.descendants(List.of("a", "x"), 1)).containsExactly("a", "b", "c", "x");
    }

    @Test
    void a_path_through_what_is_left_out_lives_on_as_an_arrow() {
        assertThat(edges(graph("a→x→b a→b→c x→y→c").keeping(Set.of("a", "b", "c"))))
                .isEqualTo("a→b a→c b→c");
    }

    @Test
    void a_path_through_a_kept_node_makes_no_arrow_past_it() {
        assertThat(edges(graph("a→b→x→c").keeping(Set.of("a", "b", "c")))).isEqualTo("a→b b→c");
    }

    @Test
    void the_longest_path_counts_the_weight_of_its_first_node() {
        assertThat(graph("a→b→d a→c→d").longestPaths(node -> node.equals("c") ? 10 : 1))
                .containsEntry("a", 12L)
                .containsEntry("b", 2L)
                .containsEntry("c", 11L)
                .containsEntry("d", 1L);
    }

    @Test
    void a_chain_is_cut_after_every_node() {
        assertThat(graph("c→b→a").ordinalSum(node -> true)).containsExactly(List.of("c"), List.of("b"), List.of("a"));
    }

    @Test
    void a_diamond_is_cut_before_and_after_its_middle() {
        assertThat(graph("a→b→d a→c→d").ordinalSum(node -> true))
                .containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
    }

    @Test
    void a_node_that_is_unordered_against_a_cut_prevents_it() {
        assertThat(graph("a→b x").ordinalSum(node -> true)).containsExactly(List.of("a", "b", "x"));
    }

    @Test
    void a_node_that_is_not_counted_only_carries_order() {
        assertThat(graph("a→_→c b→_→d").ordinalSum(node -> !node.equals("_")))
                .containsExactly(List.of("a", "b"), List.of("c", "d"));
        assertThat(graph("a→_→d a→b→c→d").ordinalSum(node -> !node.equals("_")))
                .containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of("d"));
    }

    @Test
    void an_empty_graph_has_no_component() {
        assertThat(DirectedGraph.of(Set.<String>of()).build().ordinalSum(node -> true))
                .isEmpty();
    }

    @Test
    void an_arrow_needs_two_nodes() {
        assertThatThrownBy(() -> DirectedGraph.of(List.of("a")).edge("a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a → b");
    }

    @Test
    void a_long_chain_overflows_nothing() {
        int length = 10_000;
        DirectedGraph.Builder<Integer> builder =
                DirectedGraph.of(IntStream.range(0, length).boxed().toList());
        IntStream.range(1, length).forEach(node -> builder.edge(node - 1, node));
        DirectedGraph<Integer> chain = builder.build();

        assertThat(chain.cycle()).isEmpty();
        assertThat(chain.ordinalSum(node -> true)).hasSize(length);
        assertThat(chain.longestPaths(node -> 1)).containsEntry(0, (long) length);
        assertThat(chain.ancestors(List.of(length - 1), Integer.MAX_VALUE)).hasSize(length);
        assertThat(chain.keeping(Set.of(0, length - 1)).children(0)).containsExactly(length - 1);
        assertThat(builder.edge(length - 1, 0).build().cycle())
                .hasValueSatisfying(cycle -> assertThat(cycle).hasSize(length + 1));
    }
}
