package dev.silversmith.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.testkit.NaiveOrder;
import dev.silversmith.testkit.RefreshSample;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RefreshRulesPropertyTest {

    @Provide
    Arbitrary<RefreshSample> any() {
        return RefreshSample.any(6);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void refreshes_are_refused_with_a_real_cycle_and_only_if_there_is_one(@ForAll("any") RefreshSample sample) {
        NaiveOrder order = sample.catalogOrder();

        List<Violation> violations = CatalogRules.cycles(sample.catalog());

        assertThat(violations.isEmpty()).isEqualTo(!order.isCyclic());
        for (Violation violation : violations) {
            String path = violation.detail().substring(0, violation.detail().indexOf(": the refreshes"));
            List<Integer> cycle = sample.inCatalogOrder(Arrays.asList(path.split(" → ", -1)));
            assertThat(cycle).hasSizeGreaterThan(2).startsWith(cycle.get(cycle.size() - 1));
            for (int i = 1; i < cycle.size(); i++) {
                assertThat(order.hasEdge(cycle.get(i - 1), cycle.get(i)))
                        .as(path)
                        .isTrue();
            }
        }
    }
}
