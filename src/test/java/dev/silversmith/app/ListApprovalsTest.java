package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.ResetQueries;
import dev.silversmith.app.port.ResetView;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.shared.QualifiedName;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ListApprovalsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final List<ResetView> resets = new ArrayList<>();

    private ListApprovals list() {
        return new ListApprovals(noRuns(), new Resets(), () -> NOW);
    }

    /** Every list of runs is empty. */
    private static RunQueries noRuns() {
        Class<?> port = RunQueries.class;
        return (RunQueries) Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (proxy, method, arguments) -> new Page<>(List.of(), Optional.empty()));
    }

    /** Pages of two, whatever was asked for. */
    private final class Resets implements ResetQueries {

        @Override
        public Page<ResetView> resets(ResetFilter filter, int limit, Optional<String> cursor) {
            List<ResetView> found = resets.stream()
                    .filter(reset -> filter.statuses().contains(reset.status()))
                    .toList();
            int from = cursor.map(Integer::parseInt).orElse(0);
            int to = Math.min(found.size(), from + 2);
            return new Page<>(
                    found.subList(from, to), to < found.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
        }

        @Override
        public Optional<ResetView> reset(UUID id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<ResetView> reset(long number) {
            throw new UnsupportedOperationException();
        }
    }

    private void reset(long number, ResetStatus status, Duration ago, boolean needsApproval) {
        Optional<Instant> end = status == ResetStatus.PENDING_APPROVAL ? Optional.empty() : Optional.of(NOW.minus(ago));
        resets.add(new ResetView(
                new UUID(0, number),
                number,
                QualifiedName.parse("silver.load_a"),
                WatermarkType.BIGINT,
                Optional.of("7"),
                Optional.empty(),
                Optional.of("7"),
                "load everything again",
                "operator",
                NOW.minus(ago),
                needsApproval,
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOW.plusSeconds(60)),
                Optional.empty(),
                end));
    }

    @Test
    void what_waits_the_longest_comes_first_however_many_newer_ones_there_are() {
        for (int minutes = 1; minutes <= 7; minutes++) {
            reset(100 - minutes, ResetStatus.PENDING_APPROVAL, Duration.ofMinutes(minutes), true);
        }

        assertThat(list().waiting())
                .extracting(ApprovalRequest::number)
                .containsExactly(93L, 94L, 95L, 96L, 97L, 98L, 99L);
        assertThat(list().settled()).isEmpty();
    }

    @Test
    void what_was_settled_of_late_is_listed_newest_first_and_what_needed_nobody_is_not() {
        reset(5, ResetStatus.REJECTED, Duration.ofDays(29), true);
        reset(4, ResetStatus.EXPIRED, Duration.ofDays(2), true);

        assertThat(list().settled()).extracting(ApprovalRequest::number).containsExactly(4L, 5L);
        resets.clear();
        reset(3, ResetStatus.APPLIED, Duration.ofDays(1), false);
        reset(2, ResetStatus.APPLIED, Duration.ofDays(31), true);
        assertThat(list().settled()).isEmpty();
    }
}
