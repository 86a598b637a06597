package dev.silversmith.pg;

import static dev.silversmith.testkit.Signatures.aFunctionWith;
import static dev.silversmith.testkit.Signatures.aProcedureWith;
import static dev.silversmith.testkit.Signatures.in;
import static dev.silversmith.testkit.Signatures.inOut;
import static dev.silversmith.testkit.Signatures.inWithDefault;
import static dev.silversmith.testkit.Signatures.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.run.BoundArgument;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutineCallTest {

    private static PlannedProcedure procedure(Signature signature) {
        return new PlannedProcedure(
                new QualifiedName("silver", "Load \"X\""),
                Kind.OTHER,
                List.of(),
                signature,
                List.of(),
                Execution.of(List.of(), Optional.empty(), Duration.ofMinutes(5)),
                Retry.NONE);
    }

    private static BoundArgument bound(String name, String type, String text) {
        return new BoundArgument(name, type, ParameterSource.VALUE, text, false);
    }

    @Test
    void a_procedure_is_called_with_named_bound_and_cast_arguments() {
        RoutineCall call = RoutineCall.of(
                procedure(aProcedureWith(in("p_day", "date"), in("p_Региoн", "text"))),
                List.of(bound("p_Региoн", "text", "emea"), bound("p_day", "date", "2026-11-23")));

        assertThat(call.sql())
                .isEqualTo("call \"silver\".\"Load \"\"X\"\"\"(\"p_day\" => ?::date, \"p_Региoн\" => ?::text)");
        assertThat(call.bound()).extracting(BoundArgument::text).containsExactly("2026-11-23", "emea");
    }

    @Test
    void outputs_of_a_procedure_get_a_typed_null_and_defaults_are_left_alone() {
        RoutineCall call = RoutineCall.of(
                procedure(aProcedureWith(
                        inWithDefault("p_a", "text"), out("p_rows", "bigint"), inOut("p_cursor", "xid8"))),
                List.of());

        assertThat(call.sql()).endsWith("(\"p_rows\" => null::bigint, \"p_cursor\" => null::xid8)");
        assertThat(call.bound()).isEmpty();
    }

    @Test
    void a_function_is_selected() {
        RoutineCall call = RoutineCall.of(procedure(aFunctionWith(in("p", "text"))), List.of(bound("p", "text", null)));

        assertThat(call.sql()).isEqualTo("select * from \"silver\".\"Load \"\"X\"\"\"(\"p\" => ?::text)");
    }
}
