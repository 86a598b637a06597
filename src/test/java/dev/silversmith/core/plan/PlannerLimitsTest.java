package dev.silversmith.core.plan;

import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.CatalogRules;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.CatalogBuilder;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.Signatures;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Catalogs that would make a plan of millions of dependencies are refused before they fill the memory. */
class PlannerLimitsTest {

    private static final int SIDE = 1_001;

    /** A hub with a thousand and one parents, and as many children. */
    private static CatalogBuilder hub(ProcedureBuilder hub) {
        CatalogBuilder catalog = CatalogBuilder.aCatalog();
        for (int number = 0; number < SIDE; number++) {
            catalog.with(
                    aProcedure("s.parent" + number),
                    aProcedure("s.child" + number).after("s.hub"));
            hub.after("s.parent" + number);
        }
        return catalog.with(hub);
    }

    @Test
    void a_hub_between_thousands_cannot_be_left_out() {
        Catalog catalog = hub(aProcedure("s.hub")).build();
        var request = aRequest().exclude("s.hub").build();
        Map<QualifiedName, Signature> signatures = Signatures.fitting(catalog);

        ProblemException refusal = catchThrowableOfType(
                ProblemException.class, () -> Planner.plan(catalog, request, signatures, Map.of()));

        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_SELECTION);
        assertThat(refusal).hasMessageContaining("take the procedures in the middle into the selection");
    }

    @Test
    void a_disabled_hub_between_thousands_is_told_when_refreshes_are_ordered_around_it() {
        Catalog catalog = hub(aProcedure("s.hub").disabled())
                .with(aProcedure("s.linked").refreshes("s.mv"))
                .build();

        assertThat(CatalogRules.cycles(catalog))
                .extracting(Violation::pointer)
                .containsExactly("/procedures/s.linked/refresh");
    }

    @Test
    void refreshes_that_would_hold_back_thousands_through_what_is_left_out_are_refused() {
        ProcedureBuilder first = aProcedure("s.first");
        Map<QualifiedName, ViewFacts> views = new HashMap<>();
        for (int number = 0; number < 100; number++) {
            first.refreshes("s.mv" + number, RefreshLink.Trigger.SUCCESS, 1, true);
            views.put(
                    new QualifiedName("s", "mv" + number),
                    new ViewFacts(ViewFacts.Kind.MATERIALIZED_VIEW, new TreeSet<>(), true));
        }
        CatalogBuilder builder =
                CatalogBuilder.aCatalog().with(first, aProcedure("s.hub").after("s.first"));
        for (int number = 0; number <= 10_000; number++) {
            builder.with(aProcedure("s.child" + number).after("s.hub"));
        }
        Catalog catalog = builder.build();
        var facts = new DatabaseFacts(Signatures.fitting(catalog), views, Map.of(), Map.of());
        var request = aRequest().exclude("s.hub").build();

        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> Planner.plan(catalog, request, facts));

        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_SELECTION);
        assertThat(refusal).hasMessageContaining("block less");
    }
}
