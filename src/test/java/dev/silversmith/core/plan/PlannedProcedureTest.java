package dev.silversmith.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.Watermark.Bound;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.plan.Signature.Argument;
import dev.silversmith.core.plan.Signature.Direction;
import dev.silversmith.core.plan.Signature.Routine;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether a call that was planned fits a signature that has changed since. */
class PlannedProcedureTest {

    private static final Argument DAY = new Argument("p_day", "date", Direction.IN, false);
    private static final Argument REGION = new Argument("p_region", "text", Direction.IN, true);
    private static final Argument CURSOR = new Argument("p_cursor", "bigint", Direction.OUT, false);

    private static final Signature PLANNED = procedure(DAY, REGION, CURSOR);

    private static Signature procedure(Argument... arguments) {
        return new Signature(Routine.PROCEDURE, List.of(arguments), "p_day date, p_region text", "body");
    }

    /** Binds the day, leaves the region to its DEFAULT, and reads the cursor. */
    private static boolean fits(Signature today) {
        Watermark watermark = new Watermark(
                WatermarkType.BIGINT,
                Optional.empty(),
                Optional.empty(),
                Optional.of("p_cursor"),
                Optional.empty(),
                Bound.EXCLUSIVE,
                Bound.INCLUSIVE);
        PlannedArgument day = new PlannedArgument(
                "p_day", "date", ParameterSource.RUN_BUSINESS_DATE, Optional.empty(), Optional.empty(), false);
        Execution execution = new Execution(
                List.of(),
                Optional.empty(),
                Duration.ofMinutes(5),
                Optional.of(watermark),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Transaction.MANAGED);
        return new PlannedProcedure(
                        QualifiedName.parse("s.p"), Kind.OTHER, List.of(), PLANNED, List.of(day), execution, Retry.NONE)
                .fits(today);
    }

    @Test
    void another_body_fits() {
        assertThat(fits(new Signature(Routine.PROCEDURE, PLANNED.arguments(), PLANNED.identity(), "other")))
                .isTrue();
    }

    @Test
    void what_is_bound_has_to_be_taken_under_its_name_and_type() {
        assertThat(fits(procedure(new Argument("p_date", "date", Direction.IN, true), REGION, CURSOR)))
                .isFalse();
        assertThat(fits(procedure(new Argument("p_day", "text", Direction.IN, false), REGION, CURSOR)))
                .isFalse();
        assertThat(fits(procedure(new Argument("p_day", "date", Direction.OUT, false), REGION, CURSOR)))
                .isFalse();
    }

    @Test
    void what_is_not_bound_has_to_have_a_default() {
        assertThat(fits(procedure(DAY, new Argument("p_region", "text", Direction.IN, false), CURSOR)))
                .isFalse();
        assertThat(fits(procedure(DAY, REGION, new Argument("p_new", "text", Direction.IN, true), CURSOR)))
                .isTrue();
    }

    @Test
    void what_is_read_has_to_be_an_output() {
        assertThat(fits(procedure(DAY, REGION))).isFalse();
        assertThat(fits(procedure(DAY, REGION, new Argument("p_cursor", "bigint", Direction.IN, true))))
                .isFalse();
        assertThat(fits(procedure(DAY, REGION, new Argument("p_cursor", "bigint", Direction.INOUT, true))))
                .isTrue();
    }

    @Test
    void a_function_is_no_procedure() {
        assertThat(fits(new Signature(Routine.FUNCTION, PLANNED.arguments(), PLANNED.identity(), "body")))
                .isFalse();
    }
}
