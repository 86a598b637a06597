package dev.silversmith.console.drawing;

import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.timeline.RunStrip;
import dev.silversmith.core.timeline.RunStrip.Bar;
import dev.silversmith.core.timeline.RunStrip.Lane;
import dev.silversmith.core.timeline.RunStrip.StripRun;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes the strip of the last runs as SVG: a lane for each selection, a link for each run, a line where now is. */
final class StripDrawing {

    private static final double LEFT = 190;
    private static final double PLOT = 796;
    private static final double RIGHT = 40;
    private static final double HEAD = 24;
    private static final double ROW = 24;
    private static final double BAR = 16;
    private static final double LEAST_BAR = 6;
    private static final double ICON_ROOM = 18;
    private static final double LANE_PADDING = 4;
    private static final int LETTERS = 24;

    private final StripModel model;
    private final RunStrip strip;
    private final Svg svg;

    StripDrawing(StripModel model, Svg svg) {
        this.model = model;
        this.strip = model.strip();
        this.svg = svg;
    }

    private static double height(Lane lane) {
        return ROW * lane.rows().size() + LANE_PADDING;
    }

    void write() throws IOException {
        double width = LEFT + PLOT + RIGHT;
        double height =
                HEAD + strip.lanes().stream().mapToDouble(StripDrawing::height).sum();
        svg.open("svg", "strip")
                .set("role", "group")
                .set("aria-label", model.said())
                .set("width", width)
                .set("height", height)
                .set("viewBox", "0 0 " + Svg.number(width) + " " + Svg.number(height));
        svg.open("g").set("aria-hidden", "true");
        ticks(height);
        svg.line("now", LEFT + PLOT, HEAD - 6, LEFT + PLOT, height)
                .label("now-label", LEFT + PLOT + 6, 14, Texts.of("draw.now"))
                .close("g");
        double y = HEAD;
        for (Lane lane : strip.lanes()) {
            lane(lane, y);
            y += height(lane);
        }
        svg.close("svg");
    }

    private void ticks(double height) throws IOException {
        TimeLabels labels = new TimeLabels(model.zone(), model.ticks());
        for (Instant tick : model.ticks()) {
            double x = LEFT + PLOT * strip.position(tick);
            svg.line("tick", x, HEAD - 6, x, height).label("tick-label", x, 14, labels.of(tick));
        }
    }

    private void lane(Lane lane, double y) throws IOException {
        String label = lane.label().orElse(Texts.of("draw.strip.others"));
        List<String> name = NameLines.of(label, LETTERS);
        svg.line("lane", 0, y, LEFT + PLOT, y);
        svg.open("text", "lane-label").set("x", 4).set("y", y + 17);
        svg.text(name.size() > 1 ? name.get(0) + "…" : label);
        svg.title(label).close("text");
        double at = y + LANE_PADDING / 2;
        for (List<Bar> row : lane.rows()) {
            for (Bar bar : row) {
                run(bar, at);
            }
            at += ROW;
        }
    }

    private void run(Bar bar, double y) throws IOException {
        StripRun run = bar.run();
        String status = run.status().word();
        String said = said(run, status);
        double from = LEFT + PLOT * bar.from();
        // What did not simply succeed is never shown by its colour alone.
        double least = run.status() == RunStatus.SUCCEEDED ? LEAST_BAR : ICON_ROOM;
        double size = Math.max(least, PLOT * (bar.to() - bar.from()));
        svg.openLink(model.root() + "/console/run?id=" + run.number(), said, "strip:" + run.number())
                .set("class", "bar")
                .set("data-status", status)
                .title(said);
        svg.rect("target", from - 9, y, Math.max(24, size), ROW).rect("box", from, y + 4, size, BAR);
        if (size >= ICON_ROOM) {
            svg.icon(status, from + 2, y + 5);
        }
        svg.close("a");
    }

    private String said(StripRun run, String status) {
        List<String> parts = new ArrayList<>();
        parts.add(Texts.of("run.title", Long.toString(run.number())));
        parts.add(run.label());
        parts.add(Look.word(status).toLowerCase(Texts.LOCALE));
        parts.add(Words.date(run.startedAt(), model.zone()) + " " + Words.clock(run.startedAt(), model.zone()));
        parts.add(duration(run));
        return String.join(", ", parts);
    }

    private String duration(StripRun run) {
        Instant end = run.finishedAt().orElse(strip.to());
        return Words.millis(Math.max(0, Duration.between(run.startedAt(), end).toMillis()));
    }
}
