package dev.silversmith.core.timeline;

import dev.silversmith.core.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runs of the last hours or days, in lanes.
 *
 * @param from where it begins
 * @param to where it ends; this is now
 * @param lanes those with the most runs first
 */
public record RunStrip(Instant from, Instant to, List<Lane> lanes) {

    /** The most lanes with a label of their own. */
    public static final int MOST_LANES = 8;

    private static final int MOST_TICKS = 8;

    /**
     * A run as the strip needs it.
     *
     * @param label what runs of one kind have in common, for example the selection
     * @param startedAt when it started or, before that, was requested
     * @param finishedAt empty while it goes on
     */
    public record StripRun(
            long number, String label, RunStatus status, Instant startedAt, Optional<Instant> finishedAt) {}

    /**
     * Runs with one label.
     *
     * @param label empty for all the labels that have no lane of their own
     * @param rows runs that do not overlap, by start; as many rows as overlap at most
     */
    public record Lane(Optional<String> label, List<List<Bar>> rows) {

        public Lane {
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /**
     * One run.
     *
     * @param from where it begins, from 0 to 1
     * @param to where it ends, from 0 to 1
     */
    public record Bar(StripRun run, double from, double to) {}

    public RunStrip {
        lanes = List.copyOf(lanes);
    }

    /** The runs that were under way within a range that ends now. */
    public static RunStrip of(List<StripRun> runs, Duration range, Instant now) {
        Instant from = now.minus(range);
        Map<String, List<StripRun>> byLabel = new LinkedHashMap<>();
        runs.stream()
                .filter(run -> run.finishedAt().orElse(now).isAfter(from)
                        && !run.startedAt().isAfter(now))
                .sorted(Comparator.comparing(StripRun::startedAt).thenComparing(StripRun::number))
                .forEach(run -> byLabel.computeIfAbsent(run.label(), none -> new ArrayList<>())
                        .add(run));
        List<String> labels = byLabel.keySet().stream()
                .sorted(Comparator.<String>comparingInt(
                                label -> byLabel.get(label).size())
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        List<Lane> lanes = new ArrayList<>();
        List<StripRun> others = new ArrayList<>();
        for (String label : labels) {
            if (lanes.size() < MOST_LANES) {
                lanes.add(lane(Optional.of(label), byLabel.get(label), from, now));
            } else {
                others.addAll(byLabel.get(label));
            }
        }
        if (!others.isEmpty()) {
            others.sort(Comparator.comparing(StripRun::startedAt).thenComparing(StripRun::number));
            lanes.add(lane(Optional.empty(), others, from, now));
        }
        return new RunStrip(from, now, lanes);
    }

    /** Round times within a range that ends now. */
    public static List<Instant> ticks(Duration range, Instant now) {
        List<Instant> ticks = new ArrayList<>();
        TickStep.between(now.minus(range), now, TickStep.nanos(range.toNanos() / MOST_TICKS), ticks);
        return ticks;
    }

    /** Where a time lies, from 0 to 1. */
    public double position(Instant instant) {
        double share = (double) Duration.between(from, instant).toMillis()
                / Math.max(1, Duration.between(from, to).toMillis());
        return Math.max(0, Math.min(1, share));
    }

    private static Lane lane(Optional<String> label, List<StripRun> runs, Instant from, Instant now) {
        RunStrip scale = new RunStrip(from, now, List.of());
        List<List<Bar>> rows = new ArrayList<>();
        for (StripRun run : runs) {
            Bar bar = new Bar(
                    run,
                    scale.position(run.startedAt()),
                    scale.position(run.finishedAt().orElse(now)));
            rowFor(bar, rows).add(bar);
        }
        return new Lane(label, rows);
    }

    private static List<Bar> rowFor(Bar bar, List<List<Bar>> rows) {
        for (List<Bar> row : rows) {
            if (row.get(row.size() - 1).to() <= bar.from()) {
                return row;
            }
        }
        List<Bar> added = new ArrayList<>();
        rows.add(added);
        return added;
    }
}
