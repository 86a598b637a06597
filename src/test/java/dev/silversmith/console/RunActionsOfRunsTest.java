package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.Role;
import dev.silversmith.app.RunActions;
import dev.silversmith.app.port.RunView.StepCounts;
import dev.silversmith.core.run.RunStatus;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which buttons a run has in which state. */
class RunActionsOfRunsTest {

    private final SampleRuns runs = new SampleRuns().counting(new StepCounts(4, 0, 0, 1, 1, 2, 0, 0, 0));

    private RunActions actions(Role role) {
        return RunActions.of(runs.run(1).orElseThrow(), role::equals);
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING_APPROVAL, false, true, false, false",
        "QUEUED, true, false, false, false",
        "RUNNING, true, false, false, false",
        "CANCELLING, false, false, false, false",
        "SUCCEEDED, false, false, false, true",
        "FAILED, false, false, true, true",
        "CANCELLED, false, false, true, true",
        "REJECTED, false, false, false, true",
        "EXPIRED, false, false, false, true"
    })
    void each_state_has_its_buttons(RunStatus status, boolean cancel, boolean withdraw, boolean resume, boolean again) {
        runs.run(1, status);

        assertThat(actions(Role.OPERATOR)).isEqualTo(new RunActions(cancel, withdraw, resume, again));
        assertThat(actions(Role.ENGINEER)).isEqualTo(new RunActions(cancel, withdraw, resume, again));
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void viewers_and_approvers_have_none(RunStatus status) {
        runs.run(1, status);

        assertThat(actions(Role.VIEWER)).isEqualTo(new RunActions(false, false, false, false));
        assertThat(actions(Role.APPROVER)).isEqualTo(new RunActions(false, false, false, false));
    }

    @Test
    void engineers_cancel_full_runs_and_do_not_resume_them() {
        runs.fullRun(1, RunStatus.FAILED, "operator", Optional.of("approve"));

        assertThat(actions(Role.OPERATOR)).isEqualTo(new RunActions(false, false, true, true));
        assertThat(actions(Role.ENGINEER)).isEqualTo(new RunActions(false, false, false, false));
    }
}
