package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.run.RunStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be done with a run, by whom. */
class RunActionsTest {

    @ParameterizedTest
    @CsvSource({
        "OPERATOR, true, true",
        "OPERATOR, false, true",
        "ENGINEER, true, false",
        "ENGINEER, false, true",
        "VIEWER, false, false",
        "APPROVER, true, false"
    })
    void full_runs_are_for_operators_and_others_for_engineers_too(Role role, boolean full, boolean may) {
        assertThat(RunActions.mayRequest(full, role::equals)).isEqualTo(may);
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void only_what_has_failed_or_was_cancelled_and_is_not_done_is_resumed(RunStatus status) {
        boolean resumable = status == RunStatus.FAILED || status == RunStatus.CANCELLED;

        assertThat(RunActions.hindranceOfResume(status, false, false).isEmpty()).isEqualTo(resumable);
        assertThat(RunActions.hindranceOfResume(status, false, true)).isNotEmpty();
        assertThat(RunActions.hindranceOfResume(status, true, false)).contains("imported");
    }
}
