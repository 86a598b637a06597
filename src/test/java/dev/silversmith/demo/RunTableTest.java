package dev.silversmith.demo;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTableTest {

    private static final JsonObject SUCCEEDED = json("""
            {"number": 7, "status": "succeeded", "durationMs": 2345, "error": null}
            """);

    @Test
    void numbers_are_aligned_to_the_right_and_summed_up() {
        var table = new RunTable(
                SUCCEEDED,
                List.of(
                        step("silver.load_dim_customer", "succeeded", 1, 1234, 10_042, 0, 7),
                        step("silver.load_fact_order", "succeeded", 1, 61_005, 9, 1_000_000, 0)));

        assertThat(table.text().lines()).containsExactly("""
                Step                      Status            Attempts    Duration  Inserted    Updated  Deleted
                ----------------------------------------------------------------------------------------------
                silver.load_dim_customer  succeeded                1     1.234 s    10,042          0        7
                silver.load_fact_order    succeeded                1  1 min 01 s         9  1,000,000        0
                ----------------------------------------------------------------------------------------------
                Total                     2 of 2 succeeded         2     2.345 s    10,051  1,000,000        7

                Run 7 succeeded in 2.345 s""".split("\n"));
    }

    @Test
    void a_run_that_refreshes_views_says_how_many() {
        JsonObject run = Json.createObjectBuilder(SUCCEEDED)
                .add("refreshes", Json.createObjectBuilder().add("total", 3).add("succeeded", 2))
                .build();

        assertThat(new RunTable(run, List.of()).text())
                .contains("Run 7 succeeded in 2.345 s; 2 of 3 materialized views refreshed");
    }

    @Test
    void a_procedure_has_one_line_with_its_last_attempt() {
        var table = new RunTable(
                SUCCEEDED,
                List.of(
                        step("silver.a", "failed", 1, 5, 1, 1, 1),
                        step("silver.a", "succeeded", 2, 6, 3, 0, 0),
                        step("silver.b", "succeeded", 1, 6, 4, 0, 0)));

        assertThat(table.text())
                .containsOnlyOnce("silver.a")
                .containsPattern("silver.a +succeeded +2 +0.006 s +3 ")
                .containsPattern("Total +2 of 2 succeeded +3 +2.345 s +7 +0 +0");
    }

    @Test
    void what_was_not_measured_is_a_dash_and_not_a_zero() {
        var table = new RunTable(SUCCEEDED, List.of(json("""
                {"procedure": "silver.a", "status": "skipped", "attemptNo": 1, "durationMs": null, "rowsInserted": null,
                 "rowsUpdated": null, "rowsDeleted": null, "error": null}
                """)));

        assertThat(table.text()).containsPattern("silver.a +skipped +1 +- +- +- +-");
    }

    @Test
    void a_failed_run_names_the_failing_step_and_all_that_the_database_said() {
        var run = json("""
                {"number": 8, "status": "failed", "durationMs": 1500, "error": "1 of 2 steps failed"}
                """);
        var failed = json("""
                {"procedure": "silver.a", "status": "failed", "attemptNo": 1, "durationMs": 3, "rowsInserted": null,
                 "rowsUpdated": null, "rowsDeleted": null,
                 "error": {"sqlState": "22000", "message": "data quality: 1 check fails", "detail": "orders",
                           "hint": "Look at the warnings.", "context": null, "retryable": false}}
                """);
        var table = new RunTable(run, List.of(failed, step("silver.b", "skipped", 1, 0, 0, 0, 0)));

        assertThat(table.text()).endsWith("""
                Run 8 failed in 1.500 s: 1 of 2 steps failed

                silver.a failed (SQLSTATE 22000): data quality: 1 check fails
                  detail: orders
                  hint: Look at the warnings.
                """.replace("\n", System.lineSeparator()));
    }

    private static JsonObject step(
            String procedure, String status, int attempt, long ms, long inserted, long updated, long deleted) {
        return Json.createObjectBuilder()
                .add("procedure", procedure)
                .add("status", status)
                .add("attemptNo", attempt)
                .add("durationMs", ms)
                .add("rowsInserted", inserted)
                .add("rowsUpdated", updated)
                .add("rowsDeleted", deleted)
                .addNull("error")
                .build();
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
