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
import org.junit.jupiter.params.provider.CsvSource;

class StepPageTest {

    private final SampleRuns runs = new SampleRuns();
    private final RecordedAnswer answer = new RecordedAnswer();
    private final Map<UUID, Blocker> blockers = new HashMap<>();
    private final StepPage page =
            new StepPage(runs, new SampleInsights(runs), steps -> blockers, answer, () -> SampleRuns.START);

    StepPageTest() {
        runs.run(1, RunStatus.FAILED)
                .step("silver.first", 1, StepStatus.SUCCEEDED, 1)
                .step("silver.second", 1, StepStatus.FAILED, 2)
                .step("silver.second", 2, StepStatus.SUCCEEDED, 3)
                .step("silver.third", 1, StepStatus.RUNNING, 4);
    }

    private StepPage shown(String procedure, String attempt) {
        page.setId("1");
        page.setProcedure(procedure);
        page.setAttempt(attempt);
        page.load();
        return page;
    }

    @Test
    void without_an_attempt_it_is_the_last_and_old_ones_stay_reachable() {
        assertThat(shown("silver.second", null).getStep().attemptNo()).isEqualTo(2);
        assertThat(page.getAttempts()).extracting(StepView::attemptNo).containsExactly(2, 1);
        assertThat(shown("silver.second", "1").getStep().status()).isEqualTo(StepStatus.FAILED);
        assertThat(answer.status).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "silver.nothing, null",
                "null, null",
                "silver.first, 2",
                "silver.first, 0",
                "silver.first, x",
                "; drop, 1"
            })
    void whatever_names_no_attempt_is_not_found(String procedure, String attempt) {
        shown(procedure, attempt);

        assertThat(answer.status).isEqualTo(404);
    }

    @Test
    void a_step_of_a_run_that_does_not_exist_is_not_found() {
        page.setId("2");
        page.setProcedure("silver.first");
        page.load();

        assertThat(answer.status).isEqualTo(404);
    }

    @Test
    void what_failed_shows_its_error_first_and_what_did_not_has_none() {
        assertThat(shown("silver.second", "1").getTab()).isEqualTo("error");
        page.setTab("log");
        assertThat(page.getTab()).isEqualTo("log");
        page.setTab("<script>");
        assertThat(page.getTab()).isEqualTo("error");

        page.setTab("error");
        assertThat(shown("silver.first", null).getTab()).isEqualTo("sql");
        assertThat(page.getTabs()).doesNotContain("error");
    }

    @Test
    void its_neighbours_are_those_of_the_plans_order_whichever_attempt_is_shown() {
        assertThat(shown("silver.second", "1").getPrevious()).isEqualTo("silver.first");
        assertThat(page.getNext()).isEqualTo("silver.third");
        assertThat(shown("silver.first", null).getPrevious()).isNull();
        assertThat(shown("silver.third", null).getNext()).isNull();
    }

    @Test
    void who_holds_its_lock_is_asked_only_while_it_runs() {
        Blocker blocker = new Blocker(4711, Optional.of("etl"), Optional.of("lock table x"), Optional.empty());
        blockers.put(SampleRuns.stepId("silver.third", 1), blocker);
        blockers.put(SampleRuns.stepId("silver.first", 1), blocker);

        assertThat(shown("silver.third", null).getBlocker()).isEqualTo(blocker);
        assertThat(new StepPage(runs, new SampleInsights(runs), steps -> blockers, answer, () -> SampleRuns.START)
                        .getBlocker())
                .isNull();
    }
}
