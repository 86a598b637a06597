package dev.silversmith.core.timeline;

import dev.silversmith.core.timeline.RunTimeline.Bar;
import dev.silversmith.core.timeline.RunTimeline.Longest;
import dev.silversmith.core.timeline.RunTimeline.Row;
import dev.silversmith.core.timeline.RunTimeline.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The numbers of a timeline. */
final class RunTotals {

    private RunTotals() {}

    static Totals of(TimeAxis axis, List<Row> rows, List<Row> refreshes, CriticalPath path) {
        List<Bar> bars = Stream.concat(rows.stream(), refreshes.stream())
                .flatMap(row -> row.bars().stream())
                .toList();
        Duration wall = axis.active();
        return new Totals(
                wall,
                path.startedAt()
                        .flatMap(start -> path.endedAt().map(end -> axis.active(start, end)))
                        .orElse(Duration.ZERO),
                peak(bars),
                wall.isZero() ? bars.size() : (double) sum(bars).toNanos() / wall.toNanos(),
                longest(rows),
                waiting(axis, rows));
    }

    private static Duration sum(List<Bar> bars) {
        return bars.stream().map(bar -> bar.time().length()).reduce(Duration.ZERO, Duration::plus);
    }

    /** One that ends as another starts does not overlap it; one without any length counts alone. */
    private static int peak(List<Bar> bars) {
        TreeMap<Instant, Integer> changes = new TreeMap<>();
        for (Bar bar : bars) {
            if (!bar.time().length().isZero()) {
                changes.merge(bar.time().from(), 1, Integer::sum);
                changes.merge(bar.time().to(), -1, Integer::sum);
            }
        }
        int most = bars.isEmpty() ? 0 : 1;
        int active = 0;
        for (int change : changes.values()) {
            active += change;
            most = Math.max(most, active);
        }
        return most;
    }

    private static Optional<Longest> longest(List<Row> rows) {
        return rows.stream()
                .flatMap(row -> row.bars().stream()
                        .map(bar -> new Longest(row.step(), bar.time().length())))
                .max(Comparator.comparing(Longest::time).thenComparing(Longest::step, Comparator.reverseOrder()));
    }

    /** Before first attempts only: before the others there is a pause on purpose, or nobody to resume the run. */
    private static Duration waiting(TimeAxis axis, List<Row> rows) {
        return rows.stream()
                .flatMap(row -> row.bars().stream().limit(1))
                .flatMap(bar -> bar.waited().stream())
                .map(waited -> axis.active(waited.from(), waited.to()))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
