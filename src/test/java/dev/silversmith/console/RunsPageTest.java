package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.RunView;
import dev.silversmith.core.run.RunStatus;
import org.junit.jupiter.api.Test;

class RunsPageTest {

    private final SampleRuns runs = new SampleRuns();
    private final RecordedAnswer answer = new RecordedAnswer();
    private final RunsPage page = new RunsPage(runs, answer, () -> SampleRuns.START);

    @Test
    void without_a_filter_every_run_is_listed_newest_first() {
        runs.run(1, RunStatus.SUCCEEDED).run(2, RunStatus.FAILED);

        page.load();

        assertThat(page.getItems()).extracting(RunView::number).containsExactly(2L, 1L);
        assertThat(page.isFiltered()).isFalse();
        assertThat(page.isStatusUnknown()).isFalse();
        assertThat(page.getNextCursor()).isNull();
    }

    @Test
    void the_status_of_the_address_filters() {
        runs.run(1, RunStatus.SUCCEEDED).run(2, RunStatus.FAILED);
        page.setStatus("failed");

        page.load();

        assertThat(page.getItems()).extracting(RunView::number).containsExactly(2L);
        assertThat(page.isFiltered()).isTrue();
    }

    @Test
    void an_unknown_status_is_left_out_and_said() {
        runs.run(1, RunStatus.SUCCEEDED);
        page.setStatus("<script>");

        page.load();

        assertThat(page.getItems()).hasSize(1);
        assertThat(page.isFiltered()).isFalse();
        assertThat(page.isStatusUnknown()).isTrue();
    }

    @Test
    void an_empty_status_is_no_filter() {
        page.setStatus("");

        page.load();

        assertThat(page.isFiltered()).isFalse();
        assertThat(page.isStatusUnknown()).isFalse();
    }

    @Test
    void a_page_has_fifty_runs_and_its_cursor_gives_the_next() {
        for (int number = 1; number <= 60; number++) {
            runs.run(number, RunStatus.SUCCEEDED);
        }
        page.load();
        assertThat(page.getItems()).hasSize(RunsPage.PAGE_SIZE);

        page.setCursor(page.getNextCursor());
        page.load();

        assertThat(page.getItems()).extracting(RunView::number).startsWith(10L).hasSize(10);
        assertThat(page.getNextCursor()).isNull();
    }

    @Test
    void a_cursor_that_is_none_is_a_bad_request() {
        page.setCursor("nonsense");

        page.load();

        assertThat(answer.status).isEqualTo(400);
    }
}
