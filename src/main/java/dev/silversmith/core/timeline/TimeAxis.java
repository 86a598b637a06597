package dev.silversmith.core.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A time axis on which long idle gaps are folded: a retry days later does not squeeze everything else to a line.
 *
 * <p>It begins with the first and ends with the last thing on it. A gap in which nothing happens for more than ten minutes takes only a
 * small fixed share of the axis; outside the folds a minute is as long as any other.
 */
public final class TimeAxis {

    /** The longest gap that is not folded. */
    public static final Duration LONGEST_GAP = Duration.ofMinutes(10);

    private static final double FOLD_SHARE = 0.03;
    private static final double MOST_FOLDED = 0.4;

    private final Instant start;
    private final Instant end;
    private final List<Interval> folds;
    private final long activeNanos;
    private final double foldShare;

    private TimeAxis(Instant start, Instant end, List<Interval> folds) {
        this.start = start;
        this.end = end;
        this.folds = folds;
        this.activeNanos = Duration.between(start, end).toNanos()
                - folds.stream().mapToLong(fold -> fold.length().toNanos()).sum();
        this.foldShare = folds.isEmpty() ? 0 : Math.min(FOLD_SHARE, MOST_FOLDED / folds.size());
    }

    /**
     * The axis of some things.
     *
     * @param things in any order, at least one
     * @throws IllegalArgumentException if there is none
     */
    static TimeAxis of(List<Interval> things) {
        List<Interval> sorted =
                things.stream().sorted(Comparator.comparing(Interval::from)).toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("an axis needs something to be on it");
        }
        List<Interval> folds = new ArrayList<>();
        Instant until = sorted.get(0).to();
        for (Interval thing : sorted) {
            Interval gap = new Interval(until, thing.from());
            if (gap.length().compareTo(LONGEST_GAP) > 0) {
                folds.add(gap);
            }
            until = thing.to().isAfter(until) ? thing.to() : until;
        }
        return new TimeAxis(sorted.get(0).from(), until, List.copyOf(folds));
    }

    public Instant start() {
        return start;
    }

    public Instant end() {
        return end;
    }

    /** The gaps that are folded, by time. */
    public List<Interval> folds() {
        return folds;
    }

    /** How long the axis is without its folds. */
    public Duration active() {
        return Duration.ofNanos(activeNanos);
    }

    /** How much of the time between two instants is not folded; zero if the second is not after the first. */
    public Duration active(Instant from, Instant to) {
        long nanos = activeNanosBefore(to) - activeNanosBefore(from);
        return Duration.ofNanos(Math.max(0, nanos));
    }

    /** Where an instant lies: 0 at the start and before, 1 at the end and after. */
    public double position(Instant instant) {
        if (!instant.isAfter(start)) {
            return 0;
        }
        if (!instant.isBefore(end)) {
            return 1;
        }
        double foldsBefore =
                folds.stream().mapToDouble(fold -> fold.shareBefore(instant)).sum();
        double active = 1 - foldShare * folds.size();
        double here = active * activeNanosBefore(instant) / Math.max(1, activeNanos) + foldShare * foldsBefore;
        return Math.min(1, here);
    }

    /**
     * Round times on the axis, none of them in a fold.
     *
     * @param most about how many; each fold may add one
     */
    public List<Instant> ticks(int most) {
        long step = TickStep.nanos(activeNanos / Math.max(1, most));
        List<Instant> ticks = new ArrayList<>();
        Instant from = start;
        for (Interval fold : folds) {
            TickStep.between(from, fold.from(), step, ticks);
            from = fold.to();
        }
        TickStep.between(from, end, step, ticks);
        return ticks;
    }

    private long activeNanosBefore(Instant instant) {
        Instant within = instant.isBefore(start) ? start : instant.isAfter(end) ? end : instant;
        long nanos = Duration.between(start, within).toNanos();
        for (Interval fold : folds) {
            nanos -= new Interval(fold.from(), fold.to().isBefore(within) ? fold.to() : within)
                    .length()
                    .toNanos();
        }
        return nanos;
    }
}
