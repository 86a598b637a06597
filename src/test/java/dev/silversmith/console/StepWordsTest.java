package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.run.StepStatus;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepWordsTest {

    private static StepView failed(Optional<String> context) {
        StepError error = new StepError(
                Optional.of("23505"),
                "duplicate key",
                Optional.of("Key (id)=(1) already exists."),
                Optional.of("Look at the source."),
                context,
                Optional.of(7),
                false);
        return SampleRuns.step(
                "silver.a", "silver.a", 3, StepStatus.FAILED, Optional.empty(), Optional.empty(), Optional.of(error));
    }

    @Test
    void a_copied_error_says_everything_that_is_known() {
        assertThat(StepWords.error(failed(Optional.of("SQL statement\nPL/pgSQL function silver.a() line 4"))))
                .isEqualTo("""
                        Step silver.a, attempt 3, run 1
                        SQLSTATE 23505 unique_violation
                        duplicate key
                        DETAIL: Key (id)=(1) already exists.
                        HINT: Look at the source.
                        POSITION: 7
                        CONTEXT: SQL statement
                        PL/pgSQL function silver.a() line 4""");
    }

    @Test
    void the_place_is_the_line_that_names_a_procedure() {
        assertThat(StepWords.where(
                        failed(Optional.of("SQL statement \"x\"\nPL/pgSQL function a() line 4\nPL/pgSQL b()"))))
                .isEqualTo("PL/pgSQL function a() line 4");
        assertThat(StepWords.where(failed(Optional.of("COPY x, line 3")))).isEqualTo("COPY x, line 3");
        assertThat(StepWords.where(failed(Optional.empty()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "SKIPPED, silver.b failed, skipped because silver.b failed",
                "SKIPPED, run_stopped, skipped because the run stopped at its first failure",
                "SKIPPED, run_rejected, skipped because the run was rejected",
                "SKIPPED, run_expired, skipped because the run expired",
                "ROLLED_BACK, null, undone: its group did not succeed",
                "CANCELLED, null, the run was cancelled",
                "SUCCEEDED, null, ''"
            })
    void what_did_not_do_its_work_says_why(StepStatus status, String because, String why) {
        assertThat(StepWords.why(status, Optional.ofNullable(because))).isEqualTo(why);
    }
}
