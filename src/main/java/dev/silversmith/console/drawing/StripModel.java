package dev.silversmith.console.drawing;

import dev.silversmith.core.timeline.RunStrip;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * The runs of the last hours or days, ready to be drawn.
 *
 * @param said what the strip shows, to the ear
 * @param root the application's path, without a slash at its end
 * @param zone of the times
 * @param ticks round times
 * @param lines the same runs in words, the newest first
 * @param legend how many runs stand how
 */
public record StripModel(
        RunStrip strip,
        String said,
        String root,
        ZoneId zone,
        List<Instant> ticks,
        List<Line> lines,
        List<Status> legend) {

    /** A run in words. */
    public record Line(long number, String status, String label, Instant start, String duration) {}

    /** How many runs have a status. */
    public record Status(String word, long number) {}

    public StripModel {
        ticks = List.copyOf(ticks);
        lines = List.copyOf(lines);
        legend = List.copyOf(legend);
    }

    public boolean isDrawn() {
        return !strip.lanes().isEmpty();
    }
}
