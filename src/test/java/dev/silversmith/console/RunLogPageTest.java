package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.Role;
import dev.silversmith.app.ShowFailures;
import dev.silversmith.app.port.LogLine;
import dev.silversmith.app.port.RunLog;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunLogPageTest {

    private final SampleRuns runs = new SampleRuns();
    private final SampleInsights insights = new SampleInsights(runs);
    private final RunPage run = new RunPage(
            runs,
            insights,
            new ShowFailures(insights, runs),
            new SampleCaller("viewer", Role.VIEWER),
            new RecordedAnswer(),
            () -> SampleRuns.START,
            new Preferences(new SampleCaller("viewer", Role.VIEWER)));
    private final SampleLog log = new SampleLog();
    private final RunLogPage page = new RunLogPage(run, log, insights);

    /** 1,200 lines of one step, the 700th an error. */
    private static final class SampleLog implements RunLog {

        private LogFilter asked;

        private static RunLogLine line(long number) {
            String level = number == 700 ? "error" : "notice";
            return new RunLogLine(
                    SampleRuns.stepId("silver.\"a<b>&'c\"", 1),
                    "silver.\"a<b>&'c\"",
                    1,
                    new LogLine(number, SampleRuns.START.plusSeconds(number), level, "message", "x", Optional.empty()));
        }

        @Override
        public List<RunLogLine> newest(LogFilter filter, Optional<Place> until, int limit) {
            asked = filter;
            long last = until.map(Place::line).orElse(1_200L);
            return LongStream.rangeClosed(Math.max(1, last - limit + 1), last)
                    .mapToObj(SampleLog::line)
                    .toList();
        }

        @Override
        public Optional<RunLogLine> firstError(LogFilter filter) {
            return Optional.of(line(700));
        }

        @Override
        public List<RunLogLine> next(LogFilter filter, Optional<Place> after, int limit) {
            return List.of();
        }
    }

    RunLogPageTest() {
        runs.run(1, RunStatus.FAILED)
                .step("silver.a", 1, StepStatus.FAILED, 1)
                .step("silver.a", 2, StepStatus.FAILED, 2);
        run.setId("1");
        run.setView("log");
        run.load();
    }

    private List<Long> lines() {
        return page.getLines().stream().map(line -> line.of().line().line()).toList();
    }

    @Test
    void the_newest_500_are_shown_and_the_earlier_ones_page_by_page() {
        page.load();
        assertThat(lines()).hasSize(500).startsWith(701L).endsWith(1_200L);

        page.setUntil(page.getOlder());
        page.load();
        assertThat(lines()).hasSize(500).startsWith(201L).endsWith(700L);

        page.setUntil(page.getOlder());
        page.load();
        assertThat(lines()).hasSize(200).startsWith(1L).endsWith(200L);
        assertThat(page.getOlder()).isNull();
    }

    @Test
    void each_line_has_an_address_that_shows_it_whatever_comes_later() {
        page.load();

        RunLogPage.Line error = page.getError();
        assertThat(error.address())
                .isEqualTo("/console/run?id=1&view=log&until=2026-11-22T23:52:47.123456Z_"
                        + SampleRuns.stepId("silver.\"a<b>&'c\"", 1) + "_700#" + error.anchor());
        page.setUntil(error.address().replaceFirst(".*until=", "").replaceFirst("#.*", ""));
        page.load();
        assertThat(lines()).endsWith(700L);
        assertThat(page.getLines().get(499).anchor()).isEqualTo(error.anchor());
    }

    @Test
    void the_filter_is_asked_of_the_log_and_not_of_the_page() {
        page.setStep("silver.a");
        page.setAttempt("1");
        page.setLevel("warning");
        page.setText("  Key (id)  ");

        page.load();

        assertThat(log.asked.step()).contains(SampleRuns.stepId("silver.a", 1));
        assertThat(log.asked.levels()).containsExactlyInAnyOrder("warning", "error");
        assertThat(log.asked.text()).contains("Key (id)");
        assertThat(page.isFiltered()).isTrue();
    }

    @Test
    void a_step_that_is_not_in_the_run_has_no_lines() {
        page.setStep("silver.other");

        page.load();

        assertThat(page.getLines()).isEmpty();
    }

    @Test
    void nothing_is_read_for_another_view() {
        run.setView("details");

        page.load();

        assertThat(log.asked).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "x",
                "2026-11-22T23:41:07Z_x_1",
                "9999999999999999999999999_00000000-0000-0000-0000-000000000001_1"
            })
    void a_place_that_makes_no_sense_is_the_newest(String until) {
        page.setUntil(until);

        page.load();

        assertThat(lines()).endsWith(1_200L);
    }
}
