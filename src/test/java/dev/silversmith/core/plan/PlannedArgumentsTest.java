package dev.silversmith.core.plan;

import static dev.silversmith.testkit.CatalogBuilder.aCatalogOf;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static dev.silversmith.testkit.Signatures.aFunctionWith;
import static dev.silversmith.testkit.Signatures.aProcedureWith;
import static dev.silversmith.testkit.Signatures.in;
import static dev.silversmith.testkit.Signatures.inOut;
import static dev.silversmith.testkit.Signatures.inWithDefault;
import static dev.silversmith.testkit.Signatures.out;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.plan.Signature.Argument;
import dev.silversmith.core.plan.Signature.Direction;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.RequestBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannedArgumentsTest {

    private static final QualifiedName X = QualifiedName.parse("s.x");

    private static List<PlannedArgument> arguments(
            ProcedureBuilder procedure, RequestBuilder request, Signature signature) {
        Plan plan = Planner.plan(aCatalogOf(procedure), request.build(), Map.of(X, signature), Map.of());
        return plan.procedures().get(X).arguments();
    }

    private static List<Violation> refusal(
            Problem problem, ProcedureBuilder procedure, RequestBuilder request, Signature signature) {
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> arguments(procedure, request, signature));
        assertThat(refusal.problem()).isEqualTo(problem);
        return refusal.violations();
    }

    private static Violation violation(String argument, String detail) {
        return new Violation("/procedures/s.x/parameters/" + argument, detail);
    }

    @Test
    void arguments_come_in_the_order_and_with_the_types_of_the_signature() {
        assertThat(arguments(
                        aProcedure("s.x")
                                .from("p_run", "text", ParameterSource.RUN_ID)
                                .value("p_day", "text", "2026-01-01"),
                        aRequest(),
                        aProcedureWith(in("p_day", "date"), inWithDefault("p_free", "integer"), in("p_run", "uuid"))))
                .containsExactly(
                        new PlannedArgument(
                                "p_day",
                                "date",
                                ParameterSource.VALUE,
                                Optional.empty(),
                                Optional.of(Literal.string("2026-01-01")),
                                false),
                        new PlannedArgument(
                                "p_run", "uuid", ParameterSource.RUN_ID, Optional.empty(), Optional.empty(), false));
    }

    @Test
    void the_value_of_the_mode_goes_before_the_value_for_every_mode() {
        ProcedureBuilder procedure = aProcedure("s.x")
                .parameter(Parameter.ofValues(
                        "p",
                        "text",
                        Optional.of(Literal.string("emea")),
                        Optional.empty(),
                        Optional.of(Literal.string("all"))));
        Signature signature = aProcedureWith(in("p", "text"));

        assertThat(arguments(procedure, aRequest(), signature))
                .extracting(argument -> argument.value().orElseThrow().text())
                .containsExactly("emea");
        assertThat(arguments(procedure, aRequest().full(), signature))
                .extracting(argument -> argument.value().orElseThrow().text())
                .containsExactly("all");
    }

    @Test
    void a_request_replaces_a_value_even_by_null() {
        assertThat(arguments(
                        aProcedure("s.x").value("p", "text", "a").value("q", "text", "b"),
                        aRequest().override("s.x", "p", Literal.NULL),
                        aProcedureWith(in("p", "text"), in("q", "text"))))
                .extracting(argument -> argument.value().orElseThrow(), PlannedArgument::overridden)
                .containsExactly(tuple(Literal.NULL, true), tuple(Literal.string("b"), false));
    }

    @Test
    void a_value_of_the_other_mode_leaves_the_argument_to_its_default() {
        ProcedureBuilder procedure = aProcedure("s.x")
                .parameter(Parameter.ofValues(
                        "p", "text", Optional.empty(), Optional.empty(), Optional.of(Literal.string("all"))));

        assertThat(arguments(procedure, aRequest(), aProcedureWith(inWithDefault("p", "text"))))
                .isEmpty();
        assertThat(arguments(
                        procedure,
                        aRequest().override("s.x", "p", Literal.string("some")),
                        aProcedureWith(inWithDefault("p", "text"))))
                .hasSize(1);
        assertThat(refusal(Problem.SIGNATURE_MISMATCH, procedure, aRequest(), aProcedureWith(in("p", "text"))))
                .containsExactly(violation(
                        "p",
                        "argument p of s.x has no DEFAULT, and the catalog has no value for it in mode incremental"));
    }

    @Test
    void outputs_of_a_procedure_are_passed_as_null_and_not_listed() {
        Signature signature =
                aProcedureWith(out("p_rows", "bigint"), inOut("p_cursor", "bigint"), inOut("p_in", "text"));

        assertThat(arguments(aProcedure("s.x").value("p_in", "text", "a"), aRequest(), signature))
                .extracting(PlannedArgument::name)
                .containsExactly("p_in");
        assertThat(signature.arguments()).allMatch(signature::passesNull);
        assertThat(signature.passesNull(new Argument("p", "text", Direction.INOUT, true)))
                .isFalse();
    }

    @Test
    void outputs_of_a_function_are_no_part_of_the_call_but_its_inouts_need_a_value() {
        assertThat(arguments(aProcedure("s.x"), aRequest(), aFunctionWith(out("", "bigint"), out("n", "text"))))
                .isEmpty();
        assertThat(refusal(
                        Problem.SIGNATURE_MISMATCH,
                        aProcedure("s.x"),
                        aRequest(),
                        aFunctionWith(inOut("p", "bigint"), new Argument("v", "text[]", Direction.VARIADIC, false))))
                .extracting(Violation::pointer)
                .containsExactly("/procedures/s.x/parameters/p", "/procedures/s.x/parameters/v");
    }

    @Test
    void every_mismatch_is_reported() {
        assertThat(refusal(
                        Problem.SIGNATURE_MISMATCH,
                        aProcedure("s.x").value("p_gone", "text", "a").value("p_out", "text", "a"),
                        aRequest(),
                        aProcedureWith(in("p_new", "text"), out("p_out", "text"), in("", "text"), out("", "text"))))
                .containsExactly(
                        violation("p_gone", "s.x has no argument p_gone that takes a value"),
                        violation("p_out", "s.x has no argument p_out that takes a value"),
                        violation(
                                "p_new",
                                "argument p_new of s.x has no DEFAULT, and the catalog has no value for it in mode"
                                        + " incremental"),
                        violation(
                                "3",
                                "argument 3 of s.x has no name, so it cannot be bound; name it or give it a DEFAULT"),
                        violation(
                                "4",
                                "argument 4 of s.x has no name, so it cannot be bound; name it or give it a DEFAULT"));
    }

    @Test
    void procedures_that_the_database_does_not_know_are_all_named() {
        Catalog catalog = aCatalogOf(aProcedure("s.a"), aProcedure("s.b"), aProcedure("s.x"));

        ProblemException refusal = catchThrowableOfType(
                ProblemException.class,
                () -> Planner.plan(catalog, aRequest().build(), Map.of(X, aProcedureWith()), Map.of()));

        assertThat(refusal.problem()).isEqualTo(Problem.UNKNOWN_PROCEDURE);
        assertThat(refusal.violations())
                .containsExactly(
                        new Violation("/procedures/s.a", "the database has no procedure or function s.a"),
                        new Violation("/procedures/s.b", "the database has no procedure or function s.b"));
    }

    @Test
    void only_values_of_the_plan_can_be_replaced() {
        RequestBuilder request = aRequest()
                .override("s.other", "p", Literal.NULL)
                .override("s.x", "p_none", Literal.NULL)
                .override("s.x", "p_run", Literal.NULL);

        assertThat(refusal(
                        Problem.INVALID_REQUEST,
                        aProcedure("s.x").from("p_run", "uuid", ParameterSource.RUN_ID),
                        request,
                        aProcedureWith(in("p_run", "uuid"))))
                .containsExactly(
                        new Violation("/parameters/s.other/p", "s.other is not in the plan, so it takes no value"),
                        new Violation("/parameters/s.x/p_none", "s.x has no parameter p_none in the catalog"),
                        new Violation(
                                "/parameters/s.x/p_run",
                                "parameter p_run of s.x comes from run.id and cannot be replaced"));
    }
}
