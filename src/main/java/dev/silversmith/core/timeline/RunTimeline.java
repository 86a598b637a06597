package dev.silversmith.core.timeline;

import dev.silversmith.core.run.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * When the steps of a run happened, and its refreshes.
 *
 * @param axis empty if nothing has started
 * @param rows one for each step: by start, then those that have not started, in the plan's order
 * @param refreshes one for each refresh, likewise; none is on the critical path, and what they waited for is not known
 */
public record RunTimeline(
        Optional<TimeAxis> axis, List<Row> rows, List<Row> refreshes, CriticalPath path, Totals totals) {

    /**
     * All attempts of a step.
     *
     * @param status of the last attempt
     * @param bars of the attempts that started
     */
    public record Row(String step, StepStatus status, int attempts, List<Bar> bars, boolean critical) {

        public Row {
            bars = List.copyOf(bars);
        }

        Instant start() {
            return bars.get(0).time().from();
        }
    }

    /**
     * One attempt.
     *
     * @param time until now while it goes on
     * @param waited since when it could have started: the steps before it had ended, or the attempt before it; empty if that is not known
     */
    public record Bar(int attempt, StepStatus status, Interval time, Optional<Interval> waited, boolean underWay) {}

    /**
     * A run in numbers. All durations leave out the folds of the axis.
     *
     * @param wallClock from the first start to the last end
     * @param critical how long the critical path took so far, the waits between its steps included
     * @param peak most attempts at one moment, those of refreshes among them
     * @param averageActive attempts at a moment, those of refreshes among them, on average
     * @param longest the attempt of a step that took longest; empty if none has started
     * @param waiting sum of the time that steps waited although all before them had ended
     */
    public record Totals(
            Duration wallClock,
            Duration critical,
            int peak,
            double averageActive,
            Optional<Longest> longest,
            Duration waiting) {}

    /** The attempt that took longest. */
    public record Longest(String step, Duration time) {}

    public RunTimeline {
        rows = List.copyOf(rows);
        refreshes = List.copyOf(refreshes);
    }

    /**
     * The timeline of a run.
     *
     * @param attempts of all steps, in the plan's order
     * @param refreshes attempts of all refreshes, in the plan's order
     * @param order empty for a run without a plan, which has no critical path
     * @param now the database's time
     */
    public static RunTimeline of(
            List<Attempt> attempts, List<Attempt> refreshes, Optional<RunOrder> order, Instant now) {
        return new Making(attempts, refreshes, order, now).timeline();
    }

    private static final class Making {

        private final Map<String, StepSpan> spans;
        private final Map<String, StepSpan> refreshes;
        private final Optional<RunOrder> order;
        private final Instant now;
        private final Optional<TimeAxis> axis;

        Making(List<Attempt> attempts, List<Attempt> refreshes, Optional<RunOrder> order, Instant now) {
            this.spans = StepSpan.of(attempts);
            this.refreshes = StepSpan.of(refreshes);
            this.order = order;
            this.now = now;
            List<Interval> times = Stream.concat(attempts.stream(), refreshes.stream())
                    .filter(one -> one.startedAt().isPresent())
                    .map(this::time)
                    .toList();
            this.axis = times.isEmpty() ? Optional.empty() : Optional.of(TimeAxis.of(times));
        }

        RunTimeline timeline() {
            CriticalPath path =
                    order.map(known -> CriticalPath.of(known, spans, now)).orElse(CriticalPath.NONE);
            Optional<LastBefore> before = order.map(known -> new LastBefore(known, ends()));
            List<Row> rows = rows(spans, before, new HashSet<>(path.steps()));
            List<Row> ofRefreshes = rows(refreshes, Optional.empty(), Set.of());
            Totals totals = axis.map(known -> RunTotals.of(known, rows, ofRefreshes, path))
                    .orElse(new Totals(Duration.ZERO, Duration.ZERO, 0, 0, Optional.empty(), Duration.ZERO));
            return new RunTimeline(axis, rows, ofRefreshes, path, totals);
        }

        private Interval time(Attempt attempt) {
            return new Interval(
                    attempt.startedAt().orElseThrow(), attempt.finishedAt().orElse(now));
        }

        private List<Row> rows(Map<String, StepSpan> all, Optional<LastBefore> before, Set<String> critical) {
            List<Row> started = new ArrayList<>();
            List<Row> waiting = new ArrayList<>();
            for (StepSpan span : all.values()) {
                Row row = new Row(
                        span.step(),
                        span.status(),
                        span.attempts().size(),
                        bars(span, before),
                        critical.contains(span.step()));
                (row.bars().isEmpty() ? waiting : started).add(row);
            }
            started.sort(Comparator.comparing(Row::start));
            started.addAll(waiting);
            return started;
        }

        private Map<String, Instant> ends() {
            Map<String, Instant> ends = new HashMap<>();
            spans.values().forEach(span -> span.end().ifPresent(end -> ends.put(span.step(), end)));
            return ends;
        }

        private List<Bar> bars(StepSpan span, Optional<LastBefore> before) {
            List<Bar> bars = new ArrayList<>();
            Optional<Instant> ready = before.map(known ->
                    known.end(span.step()).orElse(axis.map(TimeAxis::start).orElse(now)));
            for (Attempt attempt : span.attempts()) {
                if (attempt.startedAt().isPresent()) {
                    Interval time = time(attempt);
                    Optional<Interval> wait = ready.filter(since -> since.isBefore(time.from()))
                            .map(since -> new Interval(since, time.from()));
                    bars.add(new Bar(attempt.number(), attempt.status(), time, wait, attempt.isUnderWay()));
                    ready = Optional.of(time.to());
                }
            }
            return bars;
        }
    }
}
