package dev.silversmith.core.plan;

import static dev.silversmith.core.catalog.RefreshLink.Trigger.ALWAYS;
import static dev.silversmith.core.catalog.RefreshLink.Trigger.SUCCESS;
import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static dev.silversmith.testkit.Signatures.aFunctionWith;
import static dev.silversmith.testkit.Signatures.aProcedureWith;
import static dev.silversmith.testkit.Signatures.in;
import static dev.silversmith.testkit.Signatures.inWithDefault;
import static dev.silversmith.testkit.Views.views;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.CatalogBuilder;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.RefreshSample;
import dev.silversmith.testkit.RequestBuilder;
import dev.silversmith.testkit.Signatures;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PlanChangesTest {

    private static final QualifiedName A = QualifiedName.parse("s.a");
    private static final Signature ONE = aProcedureWith(in("p", "text"));
    private static final Plan BEFORE = plan(both(a(), b()), aRequest(), ONE);

    private static ProcedureBuilder a() {
        return aProcedure("s.a").value("p", "text", "1");
    }

    private static ProcedureBuilder b() {
        return aProcedure("s.b");
    }

    private static CatalogBuilder both(ProcedureBuilder a, ProcedureBuilder b) {
        return aCatalog().with(a, b);
    }

    private static Plan plan(CatalogBuilder builder, RequestBuilder request, Signature ofA) {
        Catalog catalog = builder.build();
        Map<QualifiedName, Signature> signatures = new HashMap<>(Signatures.fitting(catalog));
        signatures.put(A, ofA);
        DatabaseFacts facts = new DatabaseFacts(signatures, views("s.v").facts(), Map.of(), Map.of());
        return Planner.plan(catalog, request.build(), facts);
    }

    private static List<String> changes(Plan before, Plan after) {
        List<Violation> changes = PlanChanges.between(before, after);
        assertThat(changes.isEmpty()).isEqualTo(before.fingerprint().equals(after.fingerprint()));
        return changes.stream().map(Violation::detail).toList();
    }

    private static List<String> changes(ProcedureBuilder a) {
        return changes(BEFORE, plan(both(a, b()), aRequest(), ONE));
    }

    private static List<String> changes(Signature ofA) {
        return changes(BEFORE, plan(both(a(), b()), aRequest(), ofA));
    }

    @Test
    void equal_plans_have_no_changes() {
        assertThat(changes(a().description("for people").tags("x"))).isEmpty();
    }

    @Test
    void a_replaced_body_is_named_with_its_procedure() {
        Signature replaced = new Signature(ONE.routine(), ONE.arguments(), ONE.identity(), "1".repeat(64));

        assertThat(PlanChanges.between(BEFORE, plan(both(a(), b()), aRequest(), replaced)))
                .containsExactly(new Violation("/procedures/s.a", "the body of s.a was replaced"));
    }

    @Test
    void another_signature_is_shown_before_and_after() {
        assertThat(changes(aProcedureWith(inWithDefault("p", "text"))))
                .containsExactly(
                        "the signature of s.a was procedure (in p text) and is procedure (in p text with a default)");
        assertThat(changes(aFunctionWith(in("p", "text"))))
                .containsExactly("the signature of s.a was procedure (in p text) and is function (in p text)");
    }

    @Test
    void another_value_and_another_source_of_a_parameter_are_shown() {
        assertThat(changes(aProcedure("s.a").value("p", "text", "2")))
                .containsExactly("parameter p of s.a was '1' (text) and is '2' (text)");
        assertThat(changes(aProcedure("s.a").from("p", "text", ParameterSource.RUN_MODE)))
                .containsExactly("parameter p of s.a was '1' (text) and is from run.mode (text)");
        Plan overridden = plan(both(a(), b()), aRequest().override("s.a", "p", Literal.NULL), ONE);
        assertThat(changes(BEFORE, overridden))
                .containsExactly("parameter p of s.a was '1' (text) and is NULL (text, overridden)");
    }

    @Test
    void a_parameter_that_is_passed_or_left_out_now_is_named() {
        Signature ofDefault = aProcedureWith(inWithDefault("p", "text"));
        Plan without = plan(both(aProcedure("s.a"), b()), aRequest(), ofDefault);
        Plan with = plan(both(a(), b()), aRequest(), ofDefault);

        assertThat(changes(without, with)).containsExactly("parameter p of s.a is passed now, '1' (text)");
        assertThat(changes(with, without)).containsExactly("parameter p of s.a is no longer passed");
    }

    @Test
    void a_dependency_that_came_or_went_is_named() {
        Plan after = plan(both(a(), b().after("s.a")), aRequest(), ONE);

        assertThat(changes(BEFORE, after))
                .containsExactly("s.b now depends on s.a", "s.b waited for [] and waits for [s.a]");
        assertThat(changes(after, BEFORE)).contains("s.b no longer depends on s.a");
    }

    @Test
    void a_procedure_that_came_or_went_is_named() {
        Plan less = plan(both(a(), b()), aRequest().exclude("s.b"), ONE);

        assertThat(changes(BEFORE, less)).containsExactly("s.b is no longer in the plan");
        assertThat(changes(less, BEFORE)).containsExactly("s.b is new in the plan");
    }

    @Test
    void a_procedure_that_went_into_a_group_or_left_it_is_named() {
        Plan alone = plan(both(a(), b()), aRequest().perGroup(), ONE);
        Plan grouped =
                plan(both(a(), b()).group("g", 1, "s.a", "s.b"), aRequest().perGroup(), ONE);

        assertThat(changes(alone, grouped))
                .containsExactly(
                        "s.a ran on its own and now runs in group:g", "s.b ran on its own and now runs in group:g");
        assertThat(changes(grouped, alone)).contains("s.a ran in group:g and now runs on its own");
    }

    @Test
    void another_order_of_independent_units_is_told() {
        Plan reordered = plan(both(a(), b()).group("g", 1, "s.b"), aRequest(), ONE);

        assertThat(changes(BEFORE, reordered)).containsExactly("the units come in another order: s.b, s.a");
    }

    @Test
    void the_mode_the_scope_and_the_kind_are_told() {
        assertThat(changes(BEFORE, plan(both(a(), b()), aRequest().full(), ONE)))
                .containsExactly("mode was incremental and is full");
        assertThat(changes(BEFORE, plan(both(a(), b()), aRequest().perGroup(), ONE)))
                .containsExactly("transactionScope was per_procedure and is per_group");
        assertThat(changes(a().dimension())).containsExactly("the kind of s.a was other and is dimension");
    }

    @Test
    void what_surrounds_the_call_is_told() {
        assertThat(changes(a().timeout(Duration.ofMinutes(5))))
                .containsExactly("the timeout of s.a was none and is PT5M");
        assertThat(changes(a().lockTimeout(Duration.ofMinutes(6))))
                .containsExactly("the lockTimeout of s.a was PT5M and is PT6M");
        assertThat(changes(a().searchPath("silver"))).containsExactly("the searchPath of s.a was [] and is [silver]");
        assertThat(changes(a().rowsOut("p"))).containsExactly("the rows of s.a was none and is p");
        assertThat(changes(a().expect(new Expectation(Optional.of(3), Optional.empty()))))
                .containsExactly("the expect of s.a was none and is minRows 3");
        assertThat(changes(a().afterSuccess("analyze s.t")))
                .containsExactly("the afterSuccess of s.a was [] and is [analyze s.t]");
    }

    @Test
    void another_declaration_of_a_watermark_is_told() {
        Plan before = plan(both(a().watermark(WatermarkType.BIGINT, "1", "select 5"), b()), aRequest(), ONE);
        Plan after = plan(both(a().watermark(WatermarkType.BIGINT, "2", "select 6"), b()), aRequest(), ONE);

        assertThat(changes(BEFORE, before)).containsExactly("s.a now has a watermark");
        assertThat(changes(before, BEFORE)).containsExactly("s.a no longer has a watermark");
        assertThat(changes(before, after))
                .containsExactly(
                        "the watermark's initial value of s.a was 1 and is 2",
                        "the watermark's upperBound of s.a was select 5 and is select 6");
    }

    @Test
    void refreshes_that_came_went_or_changed_are_told() {
        Plan with = plan(both(a().refreshes("s.v"), b()), aRequest(), ONE);
        Plan other = plan(both(a().refreshes("s.v", ALWAYS, 1, false), b()), aRequest(), ONE);
        Plan blocking = plan(both(a().refreshes("s.v", SUCCESS, 1, true), b()), aRequest(), ONE);
        Plan concurrent = plan(both(a().refreshes("s.v"), b()).target("s.v", true), aRequest(), ONE);

        assertThat(changes(BEFORE, with)).containsExactly("the refresh of s.v is new in the plan");
        assertThat(changes(with, BEFORE)).containsExactly("the refresh of s.v is no longer in the plan");
        assertThat(changes(with, other))
                .containsExactly("the link of s.a to the refresh of s.v was success and is always");
        assertThat(changes(with, blocking))
                .containsExactly("the link of s.a to the refresh of s.v was success and is success and blocking");
        assertThat(changes(with, concurrent)).containsExactly("the refresh of s.v is now concurrently");
    }

    @Test
    void long_values_are_cut() {
        assertThat(changes(aProcedure("s.a").value("p", "text", "x".repeat(1000)))
                        .get(0))
                .hasSizeLessThan(120)
                .contains("…");
    }

    @Test
    void a_plan_with_the_signatures_it_has_is_the_same_plan() {
        assertThat(BEFORE.withSignatures(Map.of(A, ONE))).isEqualTo(BEFORE);
        Signature replaced = new Signature(ONE.routine(), ONE.arguments(), ONE.identity(), "1".repeat(64));
        assertThat(changes(BEFORE, BEFORE.withSignatures(Map.of(A, replaced))))
                .containsExactly("the body of s.a was replaced");
    }

    /** Two plans of one catalog: another selection, another scope, another sample altogether. */
    @Property(tries = 500)
    void fingerprints_differ_exactly_where_there_are_changes(
            @ForAll("samples") RefreshSample one, @ForAll("samples") RefreshSample other) {
        Optional<Plan> before = plan(one);
        Optional<Plan> after = plan(other);
        if (before.isPresent() && after.isPresent()) {
            changes(before.get(), after.get());
            changes(after.get(), before.get());
        }
    }

    private static Optional<Plan> plan(RefreshSample sample) {
        try {
            return Optional.of(Planner.plan(sample.catalog(), sample.request(), sample.facts(false)));
        } catch (dev.silversmith.core.shared.ProblemException cycle) {
            return Optional.empty();
        }
    }

    /** Few procedures, so that two samples are often alike. */
    @Provide
    Arbitrary<RefreshSample> samples() {
        return Arbitraries.oneOf(RefreshSample.any(2), RefreshSample.any(3), RefreshSample.any(6));
    }
}
