package dev.silversmith.console.drawing;

import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import dev.silversmith.console.drawing.GanttModel.Bar;
import dev.silversmith.console.drawing.GanttModel.Row;
import dev.silversmith.core.timeline.Interval;
import dev.silversmith.core.timeline.TimeAxis;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Writes the Gantt chart of a run as SVG: a row for each step and below a rule for each view, a link for each attempt; the link of the last
 * one holds the row's name.
 */
final class GanttDrawing {

    private static final double LEFT = 272;
    private static final double PLOT = 668;
    private static final double RIGHT = 86;
    private static final double HEAD = 40;
    private static final double NAME_LINE = 15;
    private static final double ROW_PADDING = 10;
    private static final double LEAST_ROW = 26;
    private static final double RULE = 26;
    private static final double BAR = 16;
    private static final double LEAST_BAR = 3;
    private static final double ROOM_FOR_FOLD = 130;
    private static final int TICKS = 8;

    private final GanttModel model;
    private final TimeAxis axis;
    private final Svg svg;
    private final double height;

    GanttDrawing(GanttModel model, Svg svg) {
        this.model = model;
        this.axis = model.axis().orElseThrow();
        this.svg = svg;
        this.height = HEAD
                + model.rows().items().stream()
                        .mapToDouble(GanttDrawing::height)
                        .sum()
                + (model.rows().items().stream().anyMatch(Row::view) ? RULE : 0);
    }

    private static double height(Row row) {
        return Math.max(LEAST_ROW, NAME_LINE * row.name().size() + ROW_PADDING);
    }

    private static double x(double position) {
        return LEFT + PLOT * position;
    }

    void write() throws IOException {
        double width = LEFT + PLOT + RIGHT;
        svg.open("svg", "gantt")
                .set("role", "group")
                .set(
                        "aria-label",
                        Texts.of(
                                "draw.gantt.said",
                                Words.rows(model.rows().items().size())))
                .set("width", width)
                .set("height", height)
                .set("viewBox", "0 0 " + Svg.number(width) + " " + Svg.number(height));
        hatching();
        svg.open("g").set("aria-hidden", "true");
        ticks();
        folds();
        svg.close("g");
        double y = HEAD;
        boolean ruled = false;
        for (Row row : model.rows().items()) {
            if (row.view() && !ruled) {
                ruled = true;
                rule(y, width);
                y += RULE;
            }
            row(row, y);
            y += height(row);
        }
        svg.close("svg");
    }

    private void rule(double y, double width) throws IOException {
        svg.open("g").set("aria-hidden", "true");
        svg.line("rule", 0, y + 4, width, y + 4);
        svg.label("rule-label", 6, y + 20, Texts.of("refreshes.title"));
        svg.close("g");
    }

    /** Laid over the bars of failed attempts. */
    private void hatching() throws IOException {
        svg.open("defs")
                .open("pattern")
                .set("id", "gantt-hatching")
                .set("width", "6")
                .set("height", "6")
                .set("patternUnits", "userSpaceOnUse")
                .set("patternTransform", "rotate(45)");
        svg.rect("hatch", 0, 0, 2, 6).close("pattern").close("defs");
    }

    private void ticks() throws IOException {
        List<Instant> ticks = axis.ticks(TICKS);
        TimeLabels labels = new TimeLabels(model.zone(), ticks);
        double free = 0;
        for (Instant tick : ticks) {
            double x = x(axis.position(tick));
            svg.line("tick", x, HEAD - 6, x, height);
            String label = labels.of(tick);
            // About seven pixels for each letter: a label that would touch the one before it is left out.
            if (x - 3.5 * label.length() > free) {
                svg.label("tick-label", x, 14, label);
                free = x + 3.5 * label.length() + 6;
            }
        }
    }

    private void folds() throws IOException {
        double free = 0;
        for (Interval fold : axis.folds()) {
            double from = x(axis.position(fold.from()));
            double to = x(axis.position(fold.to()));
            svg.rect("fold", from, HEAD - 6, to - from, height - HEAD + 6);
            double middle = (from + to) / 2;
            if (middle - ROOM_FOR_FOLD / 2 > free) {
                String idle = Words.millis(fold.length().toMillis());
                svg.label("fold-label", middle, 29, Texts.of("draw.idle", idle));
                free = middle + ROOM_FOR_FOLD / 2;
            }
        }
    }

    private void row(Row row, double y) throws IOException {
        svg.open("g", "row").set("data-live-key", row.key()).setIf(row.critical(), "data-critical", "true");
        if (row.selected()) {
            svg.rect("selection", 1, y + 1, LEFT + PLOT + RIGHT - 2, height(row) - 2);
        }
        int last = row.bars().size() - 1;
        for (int bar = 0; bar < last; bar++) {
            Bar earlier = row.bars().get(bar);
            link(row, earlier.href(), earlier.said(), earlier.look());
            bar(row, earlier, y);
            svg.close("a");
        }
        if (last < 0) {
            link(row, row.href(), row.said(), row.look());
            name(row, y);
            svg.label("absent", LEFT + 4, y + 17, row.word());
        } else {
            Bar latest = row.bars().get(last);
            link(row, latest.href(), latest.said(), latest.look());
            name(row, y);
            bar(row, latest, y);
            duration(latest, y);
        }
        svg.close("a").close("g");
    }

    private void link(Row row, String href, String said, String look) throws IOException {
        svg.open("a")
                .set("href", href)
                .set("aria-label", said)
                .set("class", "bar")
                .set("data-status", look)
                .setIf(row.selected(), "aria-current", "true")
                .title(said);
    }

    private void name(Row row, double y) throws IOException {
        // Nothing to see; it makes all of the row's head a target for the pointer.
        svg.rect("target", 0, y, LEFT, height(row));
        svg.icon(row.look(), 6, y + 6);
        svg.label("name", 26, y + 17, NAME_LINE, row.name());
        if (row.critical()) {
            svg.label("critical-word", LEFT - 8, y + 17, Texts.of("draw.critical"));
        }
    }

    private void bar(Row row, Bar bar, double y) throws IOException {
        double from = x(bar.from());
        double size = Math.max(LEAST_BAR, x(bar.to()) - from);
        if (bar.waited().isPresent()) {
            svg.line("wait", x(bar.waited().get()), y + 13, from, y + 13);
        }
        svg.rect("target", from - 10, y, size + 20, LEAST_ROW);
        svg.rect(row.critical() ? "box critical" : "box", from, y + 5, size, BAR);
        if (bar.look().equals("failed") || bar.repeated()) {
            svg.rect("hatched", from, y + 5, size, BAR);
        }
    }

    private void duration(Bar bar, double y) throws IOException {
        double end = Math.max(x(bar.to()), x(bar.from()) + LEAST_BAR);
        svg.label("time", end + 6, y + 17, bar.duration());
    }
}
