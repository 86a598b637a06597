package dev.silversmith.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.testkit.NaiveOrder;
import dev.silversmith.testkit.PlanSample;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CatalogRulesPropertyTest {

    @Provide
    Arbitrary<PlanSample> any() {
        return PlanSample.any(8);
    }

    @Property(tries = 1000)
    void every_dimension_that_comes_after_a_fact_is_refused_and_no_other(@ForAll("any") PlanSample sample) {
        List<String> expected = IntStream.range(0, sample.kinds().size())
                .filter(dimension -> followsFact(sample, dimension))
                .mapToObj(dimension -> "/procedures/" + PlanSample.name(dimension) + "/dependsOn")
                .toList();

        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> CatalogRules.check(sample.catalog()));

        if (expected.isEmpty()) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal.problem()).isEqualTo(Problem.CYCLE);
            assertThat(refusal.violations()).extracting(Violation::pointer).isEqualTo(expected);
        }
    }

    /** Directly or through procedures of kind other; what follows another such dimension is that one's fault. */
    private static boolean followsFact(PlanSample sample, int dimension) {
        NaiveOrder declared = sample.graph().order();
        return sample.kinds().get(dimension) == Kind.DIMENSION
                && IntStream.range(0, sample.kinds().size())
                        .filter(fact -> sample.kinds().get(fact) == Kind.FACT)
                        .anyMatch(fact -> declared.pathThrough(
                                fact, dimension, between -> sample.kinds().get(between) == Kind.OTHER));
    }
}
