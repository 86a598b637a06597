package dev.silversmith.console.drawing;

import dev.silversmith.core.timeline.TimeAxis;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The Gantt chart of a run, ready to be drawn.
 *
 * @param axis empty if nothing has started
 * @param rows those that are shown
 * @param tiles the run in numbers
 * @param planned whether the run has a plan, and so a critical path
 * @param zone of the times
 */
public record GanttModel(
        Optional<TimeAxis> axis,
        Pages<Row> rows,
        List<Tile> tiles,
        List<Count> legend,
        boolean planned,
        ZoneId zone,
        Addresses addresses) {

    /**
     * A step, or the refresh of a view.
     *
     * @param view whether it is a refresh
     * @param key names it in the page's live updates
     * @param name its lines
     * @param look chooses shape and colour
     * @param word of the look
     * @param bars its attempts that started
     * @param href where the step is shown in full, if it has no bar
     * @param said what the step is, to the ear, if it has no bar
     */
    record Row(
            boolean view,
            String key,
            List<String> name,
            String look,
            String word,
            boolean critical,
            boolean selected,
            List<Bar> bars,
            String href,
            String said) {

        Row {
            name = List.copyOf(name);
            bars = List.copyOf(bars);
        }
    }

    /**
     * An attempt; places go from 0 to 1.
     *
     * @param duration in words
     * @param waited where the wait before it begins; empty if none is to be shown
     * @param repeated whether a later attempt followed
     */
    record Bar(
            String key,
            String href,
            String said,
            String look,
            double from,
            double to,
            Optional<Double> waited,
            String duration,
            boolean repeated) {}

    /** A number of the run, in words. */
    public record Tile(String term, String value) {}

    /**
     * Where the view can lead.
     *
     * @param critical the same with only the critical path, or with all again
     * @param waiting the same without the waits, or with them again
     */
    public record Addresses(
            String critical,
            boolean onlyCritical,
            String waiting,
            boolean withoutWaiting,
            Optional<String> previous,
            Optional<String> next) {}

    public GanttModel {
        tiles = List.copyOf(tiles);
        legend = List.copyOf(legend);
    }

    public boolean isDrawn() {
        return axis.isPresent();
    }
}
