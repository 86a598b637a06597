package dev.silversmith.core.plan;

import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.Signatures.aProcedureWith;
import static dev.silversmith.testkit.Signatures.in;
import static dev.silversmith.testkit.Signatures.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.plan.Routine.Form;
import dev.silversmith.testkit.ProcedureBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutineChoiceTest {

    private static final Map<String, String> TYPES =
            Map.of("int", "integer", "text", "text", "timestamptz", "timestamp with time zone");
    private static final Routine OF_INTEGER = procedure(aProcedureWith(in("p", "integer"), out("n", "bigint")));
    private static final Routine OF_TEXT = procedure(aProcedureWith(in("p", "text")));

    private static Routine procedure(Signature signature) {
        return new Routine(Form.PROCEDURE, true, signature);
    }

    private static RoutineChoice choice(ProcedureBuilder procedure, Routine... overloads) {
        return RoutineChoice.of(procedure.build(), List.of(overloads), TYPES);
    }

    private static String refusal(RoutineChoice choice) {
        assertThat(choice.routine()).isEmpty();
        return choice.violation().orElseThrow().detail();
    }

    @Test
    void the_only_one_is_meant() {
        assertThat(choice(aProcedure("s.x"), OF_TEXT).routine()).contains(OF_TEXT);
    }

    @Test
    void of_nothing_at_all_there_is_no_more_to_say() {
        RoutineChoice nothing = choice(aProcedure("s.x"));

        assertThat(nothing.routine()).isEmpty();
        assertThat(nothing.violation()).isEmpty();
    }

    @Test
    void overloads_must_be_told_apart() {
        assertThat(refusal(choice(aProcedure("s.x"), OF_INTEGER, OF_TEXT)))
                .isEqualTo("s.x is overloaded (integer); (text): list the argument types of the one you mean");
    }

    @Test
    void overloads_are_told_apart_by_their_inputs_however_the_types_are_written() {
        assertThat(choice(aProcedure("s.x").arguments("int"), OF_INTEGER, OF_TEXT)
                        .routine())
                .contains(OF_INTEGER);
    }

    @Test
    void arguments_that_none_has_are_refused_with_what_there_is() {
        assertThat(refusal(choice(aProcedure("s.x").arguments("timestamptz"), OF_INTEGER, OF_TEXT)))
                .isEqualTo(
                        "s.x has no overload with the arguments (timestamp with time zone); it has (integer); (text)");
    }

    @Test
    void a_type_that_is_not_there_is_named() {
        assertThat(refusal(choice(aProcedure("s.x").arguments("text", "colour"), OF_TEXT)))
                .isEqualTo("there is no type colour in the database; one outside of pg_catalog needs its schema");
    }

    @Test
    void what_cannot_be_called_by_itself_is_refused_and_does_not_count_as_an_overload() {
        Routine aggregate = new Routine(Form.AGGREGATE, true, aProcedureWith(in("p", "integer")));

        assertThat(refusal(choice(aProcedure("s.x"), aggregate)))
                .isEqualTo("s.x is an aggregate, not a procedure or function");
        assertThat(choice(aProcedure("s.x"), aggregate, OF_TEXT).routine()).contains(OF_TEXT);
    }
}
