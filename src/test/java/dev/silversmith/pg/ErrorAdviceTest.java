package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.pg.ErrorAdvice.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.ServerErrorMessage;

class ErrorAdviceTest {

    private static String advice(Subject subject, String state, String message) {
        ServerErrorMessage server = new ServerErrorMessage(
                "SERROR\0C%s\0M%s\0WSQL function f\0RProcessInterrupts\0\0".formatted(state, message));
        return ErrorAdvice.of(subject, state, server).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "57014, canceling statement due to statement timeout, The timeout of the refresh target",
        "55P03, canceling statement due to lock timeout, The lockTimeout of the refresh target",
        "42P01, relation t does not exist, write its schema before its name",
        "42501, permission denied for table t, grant the owner",
        "42501, must be owner of materialized view v, This wants the owner"
    })
    void a_refresh_is_told_what_helps_a_refresh_and_a_procedure_what_helps_a_procedure(
            String state, String message, String words) {
        assertThat(advice(Subject.REFRESH, state, message))
                .contains(words)
                .doesNotContain("procedure")
                .doesNotContain("searchPath");
        assertThat(advice(Subject.PROCEDURE, state, message)).isNotEmpty().doesNotContain("refresh");
    }

    @Test
    void what_only_a_procedure_can_do_is_no_advice_for_a_refresh() {
        for (String state : new String[] {"2D000", "25001", "2BP01"}) {
            assertThat(advice(Subject.REFRESH, state, "refused")).isEmpty();
            assertThat(advice(Subject.PROCEDURE, state, "refused")).isNotEmpty();
        }
    }

    @Test
    void a_commit_that_is_refused_is_cured_by_the_catalog_and_a_new_run() {
        assertThat(advice(Subject.PROCEDURE, "2D000", "invalid transaction termination"))
                .contains("set transaction: own in the catalog and make a new run: this one goes on with its plan");
    }
}
