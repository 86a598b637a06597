package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.Role;
import dev.silversmith.app.ShowFailures;
import dev.silversmith.app.port.RunView.StepCounts;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunPageTest {

    private final SampleRuns runs = new SampleRuns();
    private final SampleInsights insights = new SampleInsights(runs);
    private final RecordedAnswer answer = new RecordedAnswer();
    private final SampleCaller caller = new SampleCaller("operator", Role.OPERATOR);
    private final RunPage page = new RunPage(
            runs,
            insights,
            new ShowFailures(insights, runs),
            caller,
            answer,
            () -> SampleRuns.START,
            new Preferences(caller));

    private RunPage shown(String id) {
        page.setId(id);
        page.load();
        return page;
    }

    @Test
    void a_run_is_found_by_its_number_and_by_its_id() {
        runs.run(4711, RunStatus.SUCCEEDED);

        assertThat(shown("4711").getNumber()).isEqualTo("4711");
        assertThat(shown(SampleRuns.runId(4711).toString()).getRun().number()).isEqualTo(4711);
        assertThat(answer.status).isZero();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "4712", "-1", "1.0", "99999999999999999999", "1-1-1-1-1", "<script>", "4711 ", "٤٧١١"})
    void whatever_names_no_run_is_not_found(String id) {
        runs.run(4711, RunStatus.SUCCEEDED);

        shown(id);

        assertThat(answer.status).isEqualTo(404);
    }

    @Test
    void only_the_first_three_failures_are_shown_and_the_others_counted() {
        runs.counting(new StepCounts(9, 0, 0, 1, 8, 0, 0, 0, 0)).run(1, RunStatus.FAILED);
        IntStream.range(0, 8).forEach(i -> runs.step("silver.p" + i, 1, StepStatus.FAILED, i));
        insights.failures.addAll(runs.steps(SampleRuns.runId(1)));

        shown("1");

        assertThat(page.getFailures())
                .extracting(failure -> failure.step().procedure())
                .containsExactly("silver.p0", "silver.p1", "silver.p2");
        assertThat(page.getFurtherFailures()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, gantt",
                "'', gantt",
                "log, log",
                "details, details",
                "steps, steps",
                "LOG, gantt",
                "../x, gantt"
            })
    void the_address_chooses_among_the_views_and_nothing_else(String wanted, String view) {
        runs.run(1, RunStatus.SUCCEEDED);
        page.setView(wanted);

        assertThat(shown("1").getView()).isEqualTo(view);
    }

    @Test
    void a_view_is_loaded_only_where_it_is_shown_and_there_is_a_run() {
        page.setView("log");
        assertThat(page.shows("log")).isFalse();

        runs.run(1, RunStatus.RUNNING);
        shown("1");

        assertThat(page.shows("log")).isTrue();
        assertThat(page.shows("steps")).isFalse();
    }

    @Test
    void nobody_having_chosen_a_run_under_way_shows_its_graph_with_the_steps_for_narrow_screens() {
        runs.run(1, RunStatus.RUNNING);

        assertThat(shown("1").getView()).isEqualTo("graph");
        assertThat(page.isDoubled()).isTrue();
        assertThat(page.shows("steps")).isTrue();
        page.setView("graph");
        assertThat(page.isDoubled()).isFalse();
        assertThat(page.shows("steps")).isFalse();
    }

    @Test
    void a_queued_run_says_its_place_and_no_other_has_one() {
        runs.run(1, RunStatus.QUEUED).run(2, RunStatus.RUNNING);
        insights.queuedBefore = 2;

        assertThat(shown("1").getPosition()).isEqualTo(3);
        assertThat(shown("2").getPosition()).isZero();
    }

    @Test
    void a_resume_would_run_whatever_has_not_succeeded() {
        runs.counting(new StepCounts(45, 0, 0, 41, 1, 3, 0, 0, 0)).run(1, RunStatus.FAILED);

        assertThat(shown("1").getOpen()).isEqualTo(4);
        assertThat(page.getActions().resume()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "cancel, CANCELLING, cancel",
        "cancel, CANCELLED, cancel",
        "cancel, RUNNING, ''",
        "ended, SUCCEEDED, ended",
        "ended, RUNNING, ''",
        "resume, QUEUED, ''",
        "<b>, CANCELLED, ''"
    })
    void a_link_cannot_make_the_page_say_what_is_not_so(String said, RunStatus status, String told) {
        runs.run(1, status);
        caller.parameters.put("said", said);

        assertThat(shown("1").getSaid()).isEqualTo(told);
    }

    @Test
    void that_a_run_is_resumed_is_said_while_it_is_so() {
        runs.resumedBy("operator").run(1, RunStatus.RUNNING).run(2, RunStatus.FAILED);
        caller.parameters.put("said", "resume");

        assertThat(shown("1").getSaid()).isEqualTo("resume");
        assertThat(shown("2").getSaid()).isEmpty();
    }
}
