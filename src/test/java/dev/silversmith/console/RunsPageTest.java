package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.RunListQueries;
import dev.silversmith.app.port.RunListQueries.Column;
import dev.silversmith.app.port.RunListQueries.Order;
import dev.silversmith.app.port.RunListQueries.RunPage;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.console.RunsControls.Choice;
import dev.silversmith.console.RunsControls.Head;
import dev.silversmith.console.RunsControls.View;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunsPageTest {

    private final SampleCaller caller = new SampleCaller("operator");
    private RunFilter asked;
    private Order order;
    private int number;
    private int size;
    private RunPage answer = new RunPage(List.of(), 1, 0, false, Map.of(RunStatus.FAILED, 9L), 0);
    private Optional<ProblemException> refusal = Optional.empty();

    private final RunListQueries queries = (filter, sorted, page, rows) -> {
        refusal.ifPresent(why -> {
            throw why;
        });
        asked = filter;
        order = sorted;
        number = page;
        size = rows;
        return answer;
    };

    private RunsPage load() {
        RunsPage page = new RunsPage(queries, caller, new Preferences(caller), () -> SampleRuns.START);
        page.load();
        return page;
    }

    @Test
    void without_a_word_the_list_is_everything_newest_first() {
        RunsPage page = load();

        assertThat(asked).isEqualTo(RunFilter.of(Set.of()));
        assertThat(order).isEqualTo(Order.NEWEST);
        assertThat(number).isOne();
        assertThat(size).isEqualTo(50);
        assertThat(page.getFilter().chips()).isEmpty();
        assertThat(page.getControls().getViews())
                .filteredOn(View::here)
                .extracting(View::word)
                .containsExactly("all");
        assertThat(page.getControls().getStatuses())
                .contains(new Choice("failed", false, 9), new Choice("queued", false, 0));
    }

    @Test
    void every_part_of_the_address_is_read() {
        caller.parameters.putAll(Map.of(
                "status", "failed|running",
                "mode", "full",
                "trigger", "api",
                "procedure", "silver.load_a",
                "requestedBy", "anna",
                "from", "2026-11-15T00:00",
                "q", " boom ",
                "sort", "-duration",
                "size", "100",
                "page", "3"));

        RunsPage page = load();

        assertThat(asked.statuses()).containsExactlyInAnyOrder(RunStatus.FAILED, RunStatus.RUNNING);
        assertThat(asked.modes()).containsExactly(Mode.FULL);
        assertThat(asked.triggers()).containsExactly("api");
        assertThat(asked.procedures()).extracting(Object::toString).containsExactly("silver.load_a");
        assertThat(asked.requestedBy()).contains("anna");
        assertThat(asked.requested().from()).contains(Instant.parse("2026-11-15T00:00:00Z"));
        assertThat(asked.text()).contains("boom");
        assertThat(order).isEqualTo(new Order(Column.DURATION, true));
        assertThat(List.of(number, size)).containsExactly(3, 100);
        assertThat(page.getFilter().chips()).hasSize(8);
        assertThat(page.getControls().getKept()).containsExactly("sort", "size");
        assertThat(page.getAddress().file()).contains("from=2026-11-15T00:00:00Z", "status=failed&status=running");
    }

    @Test
    void a_chip_takes_only_its_own_part_away_and_begins_at_the_first_page() {
        caller.parameters.putAll(Map.of("status", "failed|running", "sort", "rows", "page", "3"));

        assertThat(load().getFilter().chips())
                .extracting(ListFilter.Chip::address)
                .containsExactly("/console/runs?status=running&sort=rows", "/console/runs?status=failed&sort=rows");
    }

    @Test
    void words_that_are_not_known_are_left_out_and_said() {
        caller.parameters.putAll(Map.of("status", "FOO|failed", "sort", "colour", "page", "0", "size", "7"));

        RunsPage page = load();

        assertThat(asked.statuses()).containsExactly(RunStatus.FAILED);
        assertThat(page.getFilter().notices())
                .contains("Unknown status 'FOO' was left out of the filter.")
                .hasSize(4);
        assertThat(page.isRead()).isTrue();
    }

    @Test
    void a_time_that_makes_no_sense_reads_nothing() {
        caller.parameters.putAll(Map.of("from", "2026-11-16", "to", "2026-11-15"));

        RunsPage page = load();

        assertThat(asked).isNull();
        assertThat(page.isRead()).isFalse();
        assertThat(page.getFilter().problems()).containsEntry("from", "From must be before To.");
    }

    @Test
    void times_are_those_of_the_addresss_zone_and_the_zone_stays() {
        caller.parameters.putAll(Map.of("tz", "Europe/Berlin", "from", "2026-11-15T00:00"));

        RunsPage page = load();

        assertThat(asked.requested().from()).contains(Instant.parse("2026-11-14T23:00:00Z"));
        assertThat(page.getFilter().field("from")).isEqualTo("2026-11-15T00:00");
        assertThat(page.getControls().getViews())
                .allMatch(view -> view.address().contains("tz=Europe%2FBerlin"));
    }

    @Test
    void a_procedure_that_is_not_known_is_a_problem_of_its_field() {
        caller.parameters.put("procedure", "silver.load_b");
        refusal = Optional.of(new ProblemException(
                Problem.INVALID_REQUEST, "no", List.of(new Violation("?procedure", "there is no procedure"))));

        assertThat(load().getFilter().problems()).containsEntry("procedure", "There is no procedure.");
    }

    @Test
    void a_head_sorts_by_its_column_and_turns_the_order_round() {
        caller.parameters.put("sort", "-started");

        assertThat(load().getControls().getHeads())
                .contains(
                        new Head("started", "descending", "/console/runs?sort=started"),
                        new Head("number", "none", "/console/runs"),
                        new Head("status", "none", "/console/runs?sort=status"),
                        new Head("selection", "", ""));
    }

    @Test
    void pages_around_the_one_shown_are_offered() {
        answer = new RunPage(List.of(), 10, 1000, false, Map.of(), 0);
        RunsPage page = load();

        assertThat(page.getControls().getLastPage()).isEqualTo(20);
        assertThat(page.getControls().getPages()).containsExactly(1, 0, 8, 9, 10, 11, 12, 0, 20);
        assertThat(page.getAddress().ofPage(1)).isEqualTo("/console/runs");
        assertThat(page.getAddress().ofPage(11)).isEqualTo("/console/runs?page=11");
    }
}
