package dev.silversmith.core.plan;

import static dev.silversmith.core.catalog.RefreshLink.Trigger.SUCCESS;
import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.run.LastAttempts;
import dev.silversmith.core.run.Outcome;
import dev.silversmith.core.run.RunProgress;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.CatalogBuilder;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.RequestBuilder;
import dev.silversmith.testkit.Signatures;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten thousand procedures are planned and followed without a deep stack. */
class PlannerScaleTest {

    private static final int SIZE = 10_000;
    private static final Catalog CHAIN = chain();
    private static final Catalog WEB = web((procedure, builder) -> {});

    private static String name(int procedure) {
        return "silver.load_%05d".formatted(procedure);
    }

    private static Catalog catalog(BiConsumer<Integer, ProcedureBuilder> shape) {
        CatalogBuilder catalog = aCatalog();
        for (int procedure = 0; procedure < SIZE; procedure++) {
            ProcedureBuilder builder = aProcedure(name(procedure));
            shape.accept(procedure, builder);
            catalog.with(builder);
        }
        return catalog.build();
    }

    private static Catalog chain() {
        return catalog((procedure, builder) -> {
            if (procedure > 0) {
                builder.after(name(procedure - 1));
            }
        });
    }

    /** Three parents each, a third of dimensions and a third of facts, nowhere against the rule. */
    private static Catalog web(BiConsumer<Integer, ProcedureBuilder> more) {
        Random random = new Random(42);
        return catalog((procedure, builder) -> {
            more.accept(procedure, builder);
            builder.kind(procedure < SIZE / 3 ? Kind.DIMENSION : procedure < 2 * SIZE / 3 ? Kind.OTHER : Kind.FACT);
            for (int parent = 0; procedure > 0 && parent < 3; parent++) {
                builder.after(name(random.nextInt(procedure)));
            }
        });
    }

    private static Plan plan(Catalog catalog, RequestBuilder request) {
        Map<QualifiedName, Signature> signatures = Signatures.fitting(catalog);
        return Planner.plan(catalog, request.build(), signatures, Map.of());
    }

    @Test
    void a_chain_of_ten_thousand_is_one_stage() {
        Plan plan = plan(CHAIN, aRequest());

        assertThat(plan.stages()).hasSize(1);
        assertThat(plan.units().get(0).priority()).isEqualTo(SIZE * 1000L);
    }

    @Test
    void a_chain_with_every_other_link_left_out_is_a_chain() {
        String odd = IntStream.range(0, SIZE)
                .filter(procedure -> procedure % 2 == 1)
                .mapToObj(PlannerScaleTest::name)
                .collect(Collectors.joining(" "));

        Plan plan = plan(CHAIN, aRequest().select(odd));

        assertThat(plan.stages()).hasSize(1);
        assertThat(plan.units()).hasSize(SIZE / 2);
    }

    @Test
    void ten_thousand_procedures_with_thirty_thousand_dependencies_are_planned() {
        assertThat(plan(WEB, aRequest().maxParallel(8)).units()).hasSize(SIZE);
        assertThat(plan(WEB, aRequest().perGroup().select("+kind:fact").exclude("kind:other"))
                        .units())
                .isNotEmpty();
    }

    @Test
    void five_thousand_dimensions_before_five_thousand_facts_are_two_stages() {
        Plan plan = plan(
                catalog((procedure, builder) -> builder.kind(procedure % 2 == 0 ? Kind.DIMENSION : Kind.FACT)),
                aRequest().maxParallel(8));

        assertThat(plan.stages()).hasSize(2);
    }

    @Test
    void a_run_of_ten_thousand_is_followed_to_its_end() {
        Plan plan = plan(WEB, aRequest());

        int succeeded = follow(plan, Outcome.SUCCEEDED);

        assertThat(succeeded).isEqualTo(SIZE);
        assertThat(follow(plan(CHAIN, aRequest()), Outcome.FAILED)).isEqualTo(1);
    }

    /** A view each third procedure, read by the next one; every tenth link is blocking, and one procedure has a thousand more. */
    @Test
    void thousands_of_refreshes_are_planned() {
        Map<QualifiedName, ViewFacts> views = new HashMap<>();
        Catalog catalog = web((procedure, builder) -> {
            if (procedure % 3 == 0) {
                builder.refreshes(view(procedure), SUCCESS, 1, procedure % 30 == 0);
                views.put(
                        QualifiedName.parse(view(procedure)),
                        reading(procedure == 0 ? Set.of() : Set.of(view(procedure - 3))));
            }
            for (int more = 1; procedure == SIZE - 1 && more <= 1000; more++) {
                builder.refreshes(view(SIZE + more), SUCCESS, more, false);
                views.put(QualifiedName.parse(view(SIZE + more)), reading(Set.of(view(3 * more))));
            }
        });
        DatabaseFacts facts = new DatabaseFacts(Signatures.fitting(catalog), views, Map.of(), Map.of());

        Plan plan = Planner.plan(catalog, aRequest().maxParallel(8).build(), facts);

        assertThat(plan.refreshes()).hasSize(views.size()).hasSize(SIZE / 3 + 1 + 1000);
        assertThat(plan.units()).hasSize(SIZE + views.size());
    }

    private static String view(int number) {
        return "silver.mv_%05d".formatted(number);
    }

    private static ViewFacts reading(Set<String> views) {
        var names = views.stream().map(QualifiedName::parse).collect(Collectors.toCollection(TreeSet::new));
        return new ViewFacts(ViewFacts.Kind.MATERIALIZED_VIEW, names, true);
    }

    private static int follow(Plan plan, Outcome outcome) {
        RunProgress run = RunProgress.of(plan, LastAttempts.NONE, false);
        int ended = 0;
        for (Stage stage : plan.stages()) {
            for (var unit = run.takeReady(stage.number()); unit.isPresent(); unit = run.takeReady(stage.number())) {
                run.complete(unit.get(), outcome);
                ended++;
            }
            assertThat(run.stageEnded(stage.number())).isTrue();
        }
        return ended;
    }
}
