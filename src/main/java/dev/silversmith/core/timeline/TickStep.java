package dev.silversmith.core.timeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Steps between the marks of an axis that people can read. */
final class TickStep {

    private static final long[] STEPS = Arrays.stream(new String[] {
                "PT0.01S", "PT0.02S", "PT0.05S", "PT0.1S", "PT0.2S", "PT0.5S", "PT1S", "PT2S", "PT5S", "PT10S", "PT15S",
                "PT30S", "PT1M", "PT2M", "PT5M", "PT10M", "PT15M", "PT30M", "PT1H", "PT2H", "PT3H", "PT6H", "PT12H"
            })
            .mapToLong(text -> Duration.parse(text).toNanos())
            .toArray();

    private static final long DAY = Duration.ofDays(1).toNanos();

    private TickStep() {}

    /** The smallest step of at least so many nanoseconds; from a day on, whole days. */
    static long nanos(long least) {
        return Arrays.stream(STEPS).filter(step -> step >= least).findFirst().orElseGet(() -> (least / DAY + 1) * DAY);
    }

    /** Adds the multiples of a step that lie between two instants. */
    static void between(Instant from, Instant to, long step, List<Instant> ticks) {
        long offset = Math.floorMod(Duration.between(Instant.EPOCH, from).toNanos(), step);
        Instant first = offset == 0 ? from : from.plusNanos(step - offset);
        for (Instant tick = first; !tick.isAfter(to); tick = tick.plusNanos(step)) {
            ticks.add(tick);
        }
    }
}
