package dev.silversmith.core.catalog;

import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.testkit.ProcedureBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcedureRulesTest {

    private static List<Violation> violations(ProcedureBuilder procedure) {
        return ProcedureRules.violations(procedure.build());
    }

    @Test
    void a_bound_needs_a_watermark_and_an_upper_bound_a_query_for_it() {
        assertThat(violations(aProcedure("s.x").from("p", "bigint", ParameterSource.WATERMARK_LOWER)))
                .containsExactly(new Violation(
                        "/procedures/s.x/parameters/p",
                        "comes from watermark.lower, but the procedure has no watermark"));
        assertThat(violations(aProcedure("s.x")
                        .from("p", "bigint", ParameterSource.WATERMARK_LOWER)
                        .from("q", "bigint", ParameterSource.WATERMARK_UPPER)
                        .watermark(WatermarkType.BIGINT, "0", "select 1")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SILVERSMITH_DB_PASSWORD",
                "silversmith.db.password",
                "Silversmith-Db-Password",
                "silversmith_warehouse.password",
                "keystore_password",
                "ltpa.keys.password",
                "WLP_USER_DIR"
            })
    void secrets_of_the_server_cannot_be_given_away_in_any_spelling(String property) {
        assertThat(violations(aProcedure("s.x").parameter(Parameter.ofSecret("p", "text", property))))
                .extracting(Violation::pointer)
                .containsExactly("/procedures/s.x/parameters/p/secret");
    }

    @Test
    void another_property_is_a_secret_of_the_procedure() {
        assertThat(violations(aProcedure("s.x").parameter(Parameter.ofSecret("p", "text", "CRM_SILVERSMITH_KEY"))))
                .isEmpty();
    }

    @Test
    void a_view_is_linked_once() {
        assertThat(violations(aProcedure("s.x").refreshes("s.mv").refreshes("s.mv")))
                .containsExactly(new Violation("/procedures/s.x/refresh", "s.mv is linked more than once"));
    }

    @Test
    void what_commits_by_itself_expects_nothing_afterwards_and_is_tried_once() {
        Expectation rows = new Expectation(Optional.of(1), Optional.empty());
        ProcedureBuilder procedure = aProcedure("s.x").expect(rows).retry(new Retry(2, Duration.ZERO));

        assertThat(violations(procedure)).isEmpty();
        assertThat(violations(procedure.own()))
                .extracting(Violation::pointer)
                .containsExactly("/procedures/s.x/expect", "/procedures/s.x/retry/maxAttempts");
    }
}
