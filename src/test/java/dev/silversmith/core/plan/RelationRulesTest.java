package dev.silversmith.core.plan;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.plan.ViewFacts.Kind;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RelationRulesTest {

    private static final Map<QualifiedName, ViewFacts> FACTS = Map.of(
            new QualifiedName("s", "mv"), facts(Kind.MATERIALIZED_VIEW, true),
            new QualifiedName("s", "t"), facts(Kind.TABLE, true),
            new QualifiedName("s", "v"), facts(Kind.VIEW, true),
            new QualifiedName("s", "others"), facts(Kind.TABLE, false),
            new QualifiedName("s", "others_mv"), facts(Kind.MATERIALIZED_VIEW, false));

    private static ViewFacts facts(Kind kind, boolean refreshable) {
        return new ViewFacts(kind, new TreeSet<>(), refreshable);
    }

    @Test
    void tables_and_materialized_views_of_ones_own_can_be_worked_on() {
        Catalog catalog = aCatalog()
                .with(aProcedure("s.x").refreshes("s.mv").afterSuccess("analyze s.mv", "vacuum analyze s.t"))
                .build();

        assertThat(RelationRules.relations(catalog)).hasToString("[s.mv, s.t]");
        assertThat(RelationRules.violations(catalog, FACTS)).isEmpty();
    }

    @Test
    void everything_else_is_told_with_its_place() {
        Catalog catalog = aCatalog()
                .with(aProcedure("s.x")
                        .refreshes("s.v")
                        .refreshes("s.gone")
                        .refreshes("s.others_mv")
                        .afterSuccess("analyze s.v", "vacuum s.others", "analyze s.gone"))
                .build();

        assertThat(RelationRules.violations(catalog, FACTS).stream()
                        .filter(violation -> violation.pointer().startsWith("/procedures"))
                        .map(violation -> violation.pointer() + ": " + violation.detail()))
                .containsExactly(
                        "/procedures/s.x/refresh/0/view: s.v is a view, not a materialized view",
                        "/procedures/s.x/refresh/1/view: there is no materialized view s.gone in the database",
                        "/procedures/s.x/refresh/2/view: the warehouse login may not refresh s.others_mv; make it a member of"
                                + " the role that owns it",
                        "/procedures/s.x/afterSuccess: s.v is a view, which nobody can analyze",
                        "/procedures/s.x/afterSuccess: the warehouse login may not vacuum s.others; make it a member of the"
                                + " role that owns it",
                        "/procedures/s.x/afterSuccess: there is no table s.gone in the database");
    }

    @Test
    void what_is_disabled_is_not_asked_for() {
        Catalog catalog = aCatalog()
                .with(aProcedure("s.x").disabled().afterSuccess("analyze s.gone"))
                .build();

        assertThat(RelationRules.relations(catalog)).isEmpty();
        assertThat(RelationRules.violations(catalog, FACTS)).isEmpty();
    }
}
