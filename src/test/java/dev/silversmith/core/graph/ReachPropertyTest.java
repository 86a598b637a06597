package dev.silversmith.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testkit.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ReachPropertyTest {

    @Provide
    Arbitrary<Sample> samples() {
        return Sample.acyclic(12);
    }

    @Property
    void it_is_what_following_every_arrow_finds(@ForAll("samples") Sample sample) {
        List<Integer> nodes = IntStream.range(0, sample.nodes()).boxed().toList();
        var builder = DirectedGraph.of(nodes);
        sample.edges().forEach(edge -> builder.edge(edge.parent(), edge.child()));
        DirectedGraph<Integer> graph = builder.build();

        Reach<Integer> odd = graph.reach(node -> node % 2 == 1);

        for (int node : nodes) {
            TreeSet<Integer> expected = new TreeSet<>(graph.descendants(List.of(node), Integer.MAX_VALUE));
            expected.remove(node);
            expected.removeIf(reached -> reached % 2 == 0);
            assertThat(odd.count(node)).isEqualTo(expected.size());
            assertThat(odd.first(node, 100)).containsExactlyElementsOf(expected);
            assertThat(odd.first(node, 2))
                    .containsExactlyElementsOf(new ArrayList<>(expected).subList(0, Math.min(2, expected.size())));
        }
    }
}
