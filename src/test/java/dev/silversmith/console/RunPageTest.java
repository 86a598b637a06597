package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunPageTest {

    private final SampleRuns runs = new SampleRuns();
    private final RecordedAnswer answer = new RecordedAnswer();
    private final Map<UUID, Blocker> blockers = new HashMap<>();
    private final RunPage page = new RunPage(runs, steps -> blockers, answer, () -> SampleRuns.START);

    @Test
    void a_run_is_found_by_its_number_and_by_its_id() {
        runs.run(4711, RunStatus.SUCCEEDED);
        page.setId("4711");
        page.load();
        assertThat(page.getNumber()).isEqualTo("4711");

        page.setId(SampleRuns.runId(4711).toString());
        page.load();

        assertThat(page.getRun().number()).isEqualTo(4711);
        assertThat(answer.status).isZero();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "4712", "-1", "1.0", "99999999999999999999", "1-1-1-1-1", "<script>", "4711 ", "٤٧١١"})
    void whatever_names_no_run_is_not_found(String id) {
        runs.run(4711, RunStatus.SUCCEEDED);
        page.setId(id);

        page.load();

        assertThat(answer.status).isEqualTo(404);
    }

    @Test
    void a_failure_is_a_last_attempt_that_failed_and_the_earliest_comes_first() {
        runs.run(1, RunStatus.FAILED)
                .step("silver.late", 1, StepStatus.FAILED, 30)
                .step("silver.retried", 1, StepStatus.FAILED, 5)
                .step("silver.retried", 2, StepStatus.SUCCEEDED, 9)
                .step("silver.early", 1, StepStatus.FAILED, 10)
                .step("silver.early", 2, StepStatus.FAILED, 20);
        page.setId("1");

        page.load();

        assertThat(page.getSteps()).hasSize(5);
        assertThat(page.getFailures()).extracting(StepView::procedure).containsExactly("silver.early", "silver.late");
        assertThat(page.getFailures().get(0).attemptNo()).isEqualTo(2);
        assertThat(page.getFurtherFailures()).isZero();
    }

    @Test
    void only_the_first_failures_are_shown_and_the_others_counted() {
        runs.run(1, RunStatus.FAILED);
        for (int i = 0; i < 8; i++) {
            runs.step("silver.p" + i, 1, StepStatus.FAILED, i);
        }
        page.setId("1");

        page.load();

        assertThat(page.getFailures()).hasSize(RunPage.FAILURES_SHOWN);
        assertThat(page.getFurtherFailures()).isEqualTo(3);
    }

    @Test
    void the_log_is_that_of_the_chosen_step() {
        runs.run(1, RunStatus.SUCCEEDED).step("silver.a", 1, StepStatus.SUCCEEDED, 1);
        page.setId("1");
        page.load();
        assertThat(page.getLog()).isEmpty();
        assertThat(page.isLogCut()).isFalse();

        String chosen = SampleRuns.stepId("silver.a", 1).toString();
        page.setStep(chosen);
        page.load();

        assertThat(page.getLog()).hasSize(RunPage.LOG_LINES).allMatch(line -> line.message()
                .equals(chosen));
        assertThat(page.isLogCut()).isTrue();
    }

    @Test
    void a_step_of_another_run_is_not_chosen() {
        runs.run(1, RunStatus.SUCCEEDED).step("silver.a", 1, StepStatus.SUCCEEDED, 1);
        page.setId("1");
        page.setStep("' or 1=1");

        page.load();

        assertThat(page.getLog()).isEmpty();
        assertThat(answer.status).isZero();
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void a_run_is_unfinished_until_it_has_ended(RunStatus status) {
        runs.run(1, status);
        page.setId("1");

        page.load();

        assertThat(page.isUnfinished()).isEqualTo(!status.isFinal());
    }

    @Test
    void a_chosen_step_names_who_holds_its_lock() {
        Blocker blocker = new Blocker(4711, Optional.of("etl"), Optional.of("lock table x"), Optional.empty());
        runs.run(1, RunStatus.RUNNING).step("silver.load_a", 1, StepStatus.RUNNING, 0);
        blockers.put(SampleRuns.stepId("silver.load_a", 1), blocker);
        page.setId("1");
        page.setStep(SampleRuns.stepId("silver.load_a", 1).toString());

        page.load();

        assertThat(page.getBlocker()).isEqualTo(blocker);
    }
}
