package dev.silversmith.core.plan;

import static dev.silversmith.core.catalog.RefreshLink.Trigger.ALWAYS;
import static dev.silversmith.core.catalog.RefreshLink.Trigger.SUCCESS;
import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static dev.silversmith.testkit.Views.views;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.plan.Impact.Dependants;
import dev.silversmith.core.plan.Impact.LastFull;
import dev.silversmith.core.plan.Impact.OfProcedure;
import dev.silversmith.core.plan.Impact.OfRefresh;
import dev.silversmith.core.plan.Impact.Totals;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.CatalogBuilder;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.Signatures;
import dev.silversmith.testkit.Views;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImpactTest {

    private static Plan plan(Catalog catalog, String select, Views views) {
        return Planner.plan(
                catalog,
                aRequest().full().select(select).build(),
                new DatabaseFacts(Signatures.fitting(catalog), views.facts(), Map.of(), Map.of()));
    }

    private static Plan plan(Catalog catalog, String select) {
        return plan(catalog, select, views());
    }

    private static List<QualifiedName> names(String... names) {
        return Arrays.stream(names).map(QualifiedName::parse).toList();
    }

    private static LastFull last(long durationMs, long rows) {
        return last(Optional.of(durationMs), Optional.of(rows));
    }

    private static LastFull last(Optional<Long> durationMs, Optional<Long> rows) {
        return new LastFull(new UUID(0, 7), 7, Instant.parse("2026-11-23T06:00:00Z"), durationMs, rows);
    }

    private static OfProcedure of(Impact impact, String name) {
        return impact.procedures().stream()
                .filter(one -> one.procedure().equals(QualifiedName.parse(name)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void dependants_are_counted_directly_and_indirectly_outside_of_the_plan_only() {
        Catalog catalog = aCatalogOf(
                aProcedure("s.a"),
                aProcedure("s.b").after("s.a"),
                aProcedure("s.c").after("s.b"),
                aProcedure("s.d").after("s.c"),
                aProcedure("s.e").after("s.d", "s.a"),
                aProcedure("s.off").after("s.e").disabled(),
                aProcedure("s.other"));

        Impact impact = Impact.of(plan(catalog, "s.a s.c"), catalog, Map.of());

        assertThat(of(impact, "s.a").dependants()).isEqualTo(new Dependants(4, names("s.b", "s.d", "s.e", "s.off")));
        assertThat(of(impact, "s.c").dependants()).isEqualTo(new Dependants(3, names("s.d", "s.e", "s.off")));
        assertThat(impact.dependants()).isEqualTo(new Dependants(4, names("s.b", "s.d", "s.e", "s.off")));
    }

    @Test
    void a_plan_of_everything_has_no_dependants_outside() {
        Catalog catalog = aCatalogOf(aProcedure("s.a"), aProcedure("s.b").after("s.a"));

        Impact impact = Impact.of(plan(catalog, ""), catalog, Map.of());

        assertThat(impact.dependants()).isEqualTo(new Dependants(0, List.of()));
        assertThat(impact.procedures()).allMatch(one -> one.dependants().total() == 0);
    }

    @Test
    void a_procedure_that_has_left_the_catalog_has_none() {
        Catalog before = aCatalogOf(aProcedure("s.a"), aProcedure("s.b").after("s.a"));
        Plan plan = plan(before, "s.a");

        Impact impact = Impact.of(plan, aCatalogOf(aProcedure("s.b")), Map.of());

        assertThat(of(impact, "s.a").dependants().total()).isZero();
        assertThat(impact.dependants().total()).isZero();
    }

    @Test
    void totals_sum_what_is_known_and_say_how_much_is_not() {
        Catalog catalog = aCatalogOf(aProcedure("s.a"), aProcedure("s.b"), aProcedure("s.c"), aProcedure("s.never"));

        Impact impact = Impact.of(
                plan(catalog, ""),
                catalog,
                Map.of(
                        QualifiedName.parse("s.a"), last(60_000, 1_000),
                        QualifiedName.parse("s.b"), last(30_000, 500),
                        QualifiedName.parse("s.c"), last(Optional.empty(), Optional.empty())));

        assertThat(impact.totals()).isEqualTo(new Totals(4, 90_000, 1_000, 1_500, 1));
        assertThat(of(impact, "s.a").lastFull()).contains(last(60_000, 1_000));
        assertThat(of(impact, "s.never").lastFull()).isEmpty();
    }

    @Test
    void the_critical_path_is_the_longest_one_through_the_plan() {
        Catalog catalog = aCatalogOf(aProcedure("s.a"), aProcedure("s.b").after("s.a"), aProcedure("s.c"));
        Plan plan = Planner.plan(
                catalog,
                aRequest().full().build(),
                new DatabaseFacts(
                        Signatures.fitting(catalog),
                        Map.of(),
                        Map.of(
                                QualifiedName.parse("s.a"), Duration.ofSeconds(5),
                                QualifiedName.parse("s.b"), Duration.ofSeconds(3),
                                QualifiedName.parse("s.c"), Duration.ofSeconds(7)),
                        Map.of()));

        assertThat(Impact.of(plan, catalog, Map.of()).totals().criticalPathMs()).isEqualTo(8_000);
    }

    @Test
    void refreshes_are_told_with_what_they_follow() {
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.a").refreshes("s.v").refreshes("s.w"),
                        aProcedure("s.b").refreshes("s.v", ALWAYS, 1, true),
                        aProcedure("s.c").refreshes("s.x"))
                .build();

        Impact impact = Impact.of(plan(catalog, "s.a s.b", views("s.v", "s.w", "s.x")), catalog, Map.of());

        assertThat(impact.refreshes())
                .containsExactly(
                        new OfRefresh(QualifiedName.parse("s.v"), names("s.a", "s.b"), ALWAYS),
                        new OfRefresh(QualifiedName.parse("s.w"), names("s.a"), SUCCESS));
    }

    /** A chain, of which every other procedure is planned: the most that there is to count. */
    @Test
    void ten_thousand_procedures_are_told_in_a_moment_and_a_hundred_dependants_by_name() {
        int size = 10_000;
        CatalogBuilder builder = aCatalog();
        IntStream.range(0, size).forEach(number -> {
            ProcedureBuilder procedure = aProcedure("s.p%05d".formatted(number)).tags(number % 2 == 0 ? "even" : "odd");
            builder.with(number == 0 ? procedure : procedure.after("s.p%05d".formatted(number - 1)));
        });
        Catalog catalog = builder.build();
        Plan plan = plan(catalog, "tag:even");

        long before = System.nanoTime();
        Impact impact = Impact.of(plan, catalog, Map.of());
        Duration took = Duration.ofNanos(System.nanoTime() - before);

        assertThat(impact.procedures()).hasSize(size / 2);
        assertThat(of(impact, "s.p00000").dependants().total()).isEqualTo(size / 2);
        assertThat(of(impact, "s.p00000").dependants().names())
                .hasSize(20)
                .startsWith(names("s.p00001", "s.p00003").toArray(QualifiedName[]::new));
        assertThat(of(impact, "s.p09998").dependants()).isEqualTo(new Dependants(1, names("s.p09999")));
        assertThat(impact.dependants().total()).isEqualTo(size / 2);
        assertThat(impact.dependants().names()).hasSize(100);
        assertThat(took).isLessThan(Duration.ofSeconds(5));
    }
}
