package dev.silversmith.core.plan;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.run.Outcome;
import dev.silversmith.core.run.RunProgress;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.CatalogBuilder;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.RequestBuilder;
import dev.silversmith.testkit.Signatures;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten thousand procedures are planned and followed without a long wait or a deep stack. */
class PlannerScaleTest {

    private static final int SIZE = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Catalog CHAIN = chain();
    private static final Catalog WEB = web();

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
    private static Catalog web() {
        Random random = new Random(42);
        return catalog((procedure, builder) -> {
            builder.kind(procedure < SIZE / 3 ? Kind.DIMENSION : procedure < 2 * SIZE / 3 ? Kind.OTHER : Kind.FACT);
            for (int parent = 0; procedure > 0 && parent < 3; parent++) {
                builder.after(name(random.nextInt(procedure)));
            }
        });
    }

    private static Plan plan(Catalog catalog, RequestBuilder request) {
        Map<QualifiedName, Signature> signatures = Signatures.fitting(catalog);
        return quickly(() -> Planner.plan(catalog, request.build(), signatures, Map.of()));
    }

    /**
     * Does the work until one try has taken less processor time than the limit: other work shares the machine, and the first tries are
     * not compiled yet.
     */
    private static <T> T quickly(Supplier<T> work) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        for (int attempt = 1; ; attempt++) {
            long start = clock.getCurrentThreadCpuTime();
            T result = work.get();
            Duration took = Duration.ofNanos(clock.getCurrentThreadCpuTime() - start);
            if (took.compareTo(LIMIT) < 0) {
                return result;
            }
            assertThat(attempt).as("tries; the last took %s", took).isLessThan(5);
        }
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

        int succeeded = quickly(() -> follow(plan, Outcome.SUCCEEDED));

        assertThat(succeeded).isEqualTo(SIZE);
        assertThat(quickly(() -> follow(plan(CHAIN, aRequest()), Outcome.FAILED)))
                .isEqualTo(1);
    }

    private static int follow(Plan plan, Outcome outcome) {
        RunProgress run = RunProgress.of(plan, Map.of(), false);
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
