package dev.silversmith.core.plan;

import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.Signatures.aFunctionWith;
import static dev.silversmith.testkit.Signatures.aProcedureWith;
import static dev.silversmith.testkit.Signatures.in;
import static dev.silversmith.testkit.Signatures.inOut;
import static dev.silversmith.testkit.Signatures.inWithDefault;
import static dev.silversmith.testkit.Signatures.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.plan.DatabaseQuestion.Cast;
import dev.silversmith.core.plan.DatabaseQuestion.Query;
import dev.silversmith.core.plan.DatabaseQuestion.Value;
import dev.silversmith.core.plan.RegistrationRules.Open;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.testkit.ProcedureBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistrationRulesTest {

    private static final Map<String, String> TYPES =
            Map.of("int", "integer", "text", "text", "timestamptz", "timestamp with time zone", "bigint", "bigint");

    private static RegistrationRules.Result check(ProcedureBuilder procedure, Signature signature) {
        return RegistrationRules.check(procedure.build(), signature, TYPES);
    }

    private static List<String> violations(ProcedureBuilder procedure, Signature signature) {
        return check(procedure, signature).violations().stream()
                .map(Violation::pointer)
                .toList();
    }

    private static List<DatabaseQuestion> questions(ProcedureBuilder procedure, Signature signature) {
        return check(procedure, signature).open().stream().map(Open::question).toList();
    }

    @Test
    void what_fits_in_every_supported_mode_raises_only_the_question_of_its_values() {
        assertThat(violations(aProcedure("s.x").value("p", "int", "1"), aProcedureWith(in("p", "integer"))))
                .isEmpty();
        assertThat(questions(aProcedure("s.x").value("p", "int", "1"), aProcedureWith(in("p", "integer"))))
                .containsExactly(new Value("integer", "1"));
    }

    @Test
    void an_argument_that_has_a_value_in_one_mode_only_is_missing_in_the_other() {
        ProcedureBuilder onlyFull = aProcedure("s.x")
                .parameter(Parameter.ofValues(
                        "p", "text", Optional.empty(), Optional.empty(), Optional.of(Literal.string("a"))));

        assertThat(check(onlyFull, aProcedureWith(in("p", "text"))).violations())
                .extracting(Violation::detail)
                .containsExactly(
                        "argument p of s.x has no DEFAULT, and the catalog has no value for it in mode incremental");
        assertThat(violations(onlyFull.modes(false, true, true), aProcedureWith(in("p", "text"))))
                .isEmpty();
    }

    @Test
    void an_unknown_parameter_is_told_once_for_both_modes_with_the_nearest() {
        assertThat(check(aProcedure("s.x").value("p_dya", "text", "a"), aProcedureWith(inWithDefault("p_day", "text")))
                        .violations())
                .extracting(Violation::detail)
                .containsExactly("s.x has no argument p_dya that takes a value; did you mean p_day?");
    }

    @Test
    void another_type_than_the_arguments_is_a_question_and_an_unknown_one_is_a_fault() {
        assertThat(questions(
                        aProcedure("s.x").value("p", "text", "1").from("q", "int", ParameterSource.RUN_ID),
                        aProcedureWith(in("p", "integer"), in("q", "integer"))))
                .containsExactly(
                        new Cast("text", "integer"),
                        new Value("integer", "1"),
                        new Value("integer", "00000000-0000-0000-0000-000000000000"));
        assertThat(violations(aProcedure("s.x").value("p", "colour", "1"), aProcedureWith(in("p", "integer"))))
                .containsExactly("/procedures/s.x/parameters/p/type");
    }

    @Test
    void null_and_secrets_raise_no_question() {
        assertThat(questions(
                        aProcedure("s.x")
                                .parameter(Parameter.ofValues(
                                        "p", "text", Optional.of(Literal.NULL), Optional.empty(), Optional.empty()))
                                .parameter(Parameter.ofSecret("q", "text", "KEY")),
                        aProcedureWith(in("p", "text"), in("q", "text"))))
                .isEmpty();
    }

    @Test
    void a_bound_of_a_window_must_be_readable_as_the_arguments_type() {
        assertThat(questions(
                        aProcedure("s.x")
                                .from("p", "bigint", ParameterSource.WATERMARK_LOWER)
                                .watermark(WatermarkType.TIMESTAMPTZ, "1970-01-01T00:00:00Z", "select now()"),
                        aProcedureWith(in("p", "bigint"))))
                .containsExactly(
                        new Value("bigint", WatermarkType.TIMESTAMPTZ.sample()),
                        new Query("select now()", "timestamptz", List.of()));
    }

    @Test
    void queries_are_tried_under_the_procedures_search_path() {
        assertThat(questions(
                        aProcedure("s.x")
                                .searchPath("silver", "bronze")
                                .watermark(WatermarkType.BIGINT, "0", "select max(id) from t")
                                .expect(new Expectation(Optional.empty(), Optional.of("select true"))),
                        aProcedureWith()))
                .containsExactly(
                        new Query("select max(id) from t", "int8", List.of("silver", "bronze")),
                        new Query("select true", "bool", List.of("silver", "bronze")));
    }

    @Test
    void outputs_that_are_named_must_be_there() {
        assertThat(violations(aProcedure("s.x").rowsOut("p_rows"), aProcedureWith(out("p_rows", "bigint"))))
                .isEmpty();
        assertThat(violations(
                        aProcedure("s.x").modes(true, false, false).rowsOut("p_n"),
                        aFunctionWith(inOut("p_n", "bigint"))))
                .containsExactly("/procedures/s.x/parameters/p_n");
        assertThat(check(aProcedure("s.x").rowsOut("p_row"), aProcedureWith(out("p_rows", "bigint")))
                        .violations())
                .containsExactly(new Violation(
                        "/procedures/s.x/rows/out", "s.x has no OUT or INOUT argument p_row; did you mean p_rows?"));
    }
}
