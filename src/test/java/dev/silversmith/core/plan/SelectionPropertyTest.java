package dev.silversmith.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.testkit.PlanSample;
import dev.silversmith.testkit.Sample;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SelectionPropertyTest {

    /** One term: a procedure with up to two generations each way; beyond two means all. */
    record Term(int procedure, int up, int down) {

        String text() {
            String before = up == 0 ? "" : up > 2 ? "+" : up + "+";
            String after = down == 0 ? "" : down > 2 ? "+" : "+" + down;
            return before + PlanSample.name(procedure) + after;
        }

        Set<Integer> meaning(Sample graph) {
            int[][] distance = graph.order().distances();
            Set<Integer> meant = new TreeSet<>(Set.of(procedure));
            for (int other = 0; other < graph.nodes(); other++) {
                if (distance[other][procedure] <= reach(up) || distance[procedure][other] <= reach(down)) {
                    meant.add(other);
                }
            }
            return meant;
        }

        private static int reach(int generations) {
            return generations > 2 ? 100 : generations;
        }
    }

    record Case(PlanSample sample, List<List<Term>> union) {}

    @Provide
    Arbitrary<Case> cases() {
        return PlanSample.valid(8).flatMap(sample -> {
            Arbitrary<Integer> procedure =
                    Arbitraries.integers().between(0, sample.graph().nodes() - 1);
            Arbitrary<Integer> depth = Arbitraries.integers().between(0, 3);
            return Combinators.combine(procedure, depth, depth)
                    .as(Term::new)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(3)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(3)
                    .map(union -> new Case(sample, union));
        });
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void a_selection_is_the_union_of_intersections_of_generations(@ForAll("cases") Case given) {
        String expression = given.union().stream()
                .map(terms -> terms.stream().map(Term::text).collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
        Set<Integer> expected = new TreeSet<>();
        boolean refused = false;
        for (List<Term> terms : given.union()) {
            Set<Integer> common = terms.get(0).meaning(given.sample().graph());
            terms.forEach(term -> common.retainAll(term.meaning(given.sample().graph())));
            refused |= common.isEmpty();
            expected.addAll(common);
        }

        Set<Integer> selected = selected(given.sample(), expression);

        assertThat(selected).as(expression).isEqualTo(refused ? Set.of() : expected);
    }

    private static Set<Integer> selected(PlanSample sample, String expression) {
        try {
            return Selection.parse("select", expression).in(sample.catalog()).stream()
                    .map(PlanSample::number)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (ProblemException nothing) {
            assertThat(nothing).hasMessageContaining("matches nothing");
            return Set.of();
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void a_pattern_matches_as_a_regular_expression_would(
            @ForAll("letters") List<Character> pattern, @ForAll("letters") List<Character> text) {
        String glob = join(pattern);
        String regex = glob.replace("*", ".*");

        assertThat(QuotedText.of("select", glob).matches(join(text))).isEqualTo(Pattern.matches(regex, join(text)));
    }

    @Provide
    Arbitrary<List<Character>> letters() {
        return Arbitraries.of('a', 'b', '*').list().ofMaxSize(9);
    }

    private static String join(List<Character> letters) {
        return letters.stream().map(String::valueOf).collect(Collectors.joining());
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void no_text_breaks_the_reader(@ForAll("syntax") List<Character> text) {
        String expression = join(text);
        try {
            assertThat(Selection.parse("select", expression).isBlank()).isEqualTo(expression.isBlank());
        } catch (ProblemException refusal) {
            assertThat(refusal.violations()).hasSize(1);
        }
    }

    @Provide
    Arbitrary<List<Character>> syntax() {
        return Arbitraries.of('a', '.', '"', '+', ':', ',', ' ', '*', '2')
                .list()
                .ofMaxSize(12);
    }
}
