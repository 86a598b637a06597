package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.StepLine;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.run.Standing;
import dev.silversmith.core.run.StepStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepTableTest {

    private final List<StepLine> lines = new ArrayList<>();

    private void step(String procedure, int attempt, StepStatus status) {
        lines.add(new StepLine(
                new UUID(procedure.hashCode(), attempt),
                procedure,
                "other",
                Optional.empty(),
                Transaction.MANAGED,
                attempt,
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    @Test
    void what_needs_somebody_comes_first_and_what_is_done_last() {
        step("s.done", 1, StepStatus.SUCCEEDED);
        step("s.waits", 1, StepStatus.PENDING);
        step("s.blocked", 1, StepStatus.SKIPPED);
        step("s.again", 2, StepStatus.PENDING);
        step("s.runs", 1, StepStatus.RUNNING);
        step("s.failed2", 1, StepStatus.FAILED);
        step("s.failed1", 1, StepStatus.FAILED);

        StepTable table = StepTable.of(lines, Optional.empty(), 1);

        assertThat(table.lines())
                .extracting(StepLine::procedure)
                .containsExactly("s.failed2", "s.failed1", "s.runs", "s.again", "s.waits", "s.blocked", "s.done");
        assertThat(table.counts()).containsEntry(Standing.FAILED, 2L).doesNotContainKey(Standing.CANCELLED);
    }

    @Test
    void a_filter_leaves_the_counts_of_all() {
        step("s.done", 1, StepStatus.SUCCEEDED);
        step("s.failed", 1, StepStatus.FAILED);

        StepTable table = StepTable.of(lines, Optional.of(Standing.FAILED), 1);

        assertThat(table.lines()).extracting(StepLine::procedure).containsExactly("s.failed");
        assertThat(table.counts()).containsEntry(Standing.SUCCEEDED, 1L);
        assertThat(table.total()).isOne();
    }

    @Test
    void a_page_has_200_and_a_number_beyond_the_end_gives_the_last() {
        IntStream.range(0, 1_300).forEach(i -> step("s.p" + i, 1, StepStatus.SUCCEEDED));

        StepTable last = StepTable.of(lines, Optional.empty(), 99);

        assertThat(StepTable.of(lines, Optional.empty(), 1).lines()).hasSize(200);
        assertThat(last.number()).isEqualTo(7);
        assertThat(last.pages()).isEqualTo(7);
        assertThat(last.lines()).hasSize(100);
        assertThat(StepTable.of(lines, Optional.empty(), 0).number()).isOne();
        assertThat(StepTable.of(List.of(), Optional.empty(), 3).pages()).isOne();
    }
}
