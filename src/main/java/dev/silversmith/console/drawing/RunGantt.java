package dev.silversmith.console.drawing;

import dev.silversmith.app.port.RefreshView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import dev.silversmith.console.drawing.GanttModel.Addresses;
import dev.silversmith.console.drawing.GanttModel.Bar;
import dev.silversmith.console.drawing.GanttModel.Row;
import dev.silversmith.console.drawing.GanttModel.Tile;
import dev.silversmith.core.timeline.RunTimeline;
import dev.silversmith.core.timeline.RunTimeline.Totals;
import dev.silversmith.core.timeline.TimeAxis;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the Gantt chart of a run. */
final class RunGantt {

    /** The most rows of one drawing. */
    static final int MOST_ROWS = 300;

    private static final int LETTERS = 26;
    private static final String ONLY = "only";
    private static final String OFF = "off";

    /** One attempt of a step. */
    private record Try(String step, int attempt) {}

    private final RunTimeline timeline;
    private final RunSteps steps;
    private final RunViews views;
    private final Map<Try, StepView> attempts = new HashMap<>();
    private final RunLinks links;
    private final GanttAddress address;

    /**
     * What the address says of the chart; each is null where it says nothing.
     *
     * @param critical {@code only} for the critical path alone
     * @param waiting {@code off} to leave out the waits
     * @param step the selected step
     * @param page which of many rows, from 1
     */
    record GanttAddress(String critical, String waiting, String step, String page) {

        boolean onlyCritical() {
            return ONLY.equals(critical);
        }

        boolean withoutWaiting() {
            return OFF.equals(waiting);
        }
    }

    RunGantt(
            RunTimeline timeline,
            List<StepView> steps,
            List<RefreshView> refreshes,
            Instant now,
            RunLinks links,
            GanttAddress address) {
        this.timeline = timeline;
        this.steps = new RunSteps(steps, now);
        this.views = new RunViews(refreshes, now);
        this.links = links;
        this.address = address;
        steps.forEach(step -> attempts.put(new Try(step.procedure(), step.attemptNo()), step));
    }

    GanttModel model(ZoneId zone, boolean planned) {
        List<RunTimeline.Row> shown = new ArrayList<>(timeline.rows());
        shown.addAll(timeline.refreshes());
        shown.removeIf(row -> planned && address.onlyCritical() && !row.critical());
        Pages<RunTimeline.Row> page = Pages.of(shown, MOST_ROWS, address.page());
        List<Row> rows = page.items().stream()
                .map(row ->
                        views.of(row.step()).map(refresh -> row(row, refresh)).orElseGet(() -> row(row)))
                .toList();
        return new GanttModel(
                timeline.axis(),
                new Pages<>(rows, page.first(), page.total(), page.page()),
                tiles(planned),
                steps.counts(),
                planned,
                zone,
                addresses(page));
    }

    private Addresses addresses(Pages<?> page) {
        return new Addresses(
                links.with("critical", address.onlyCritical() ? null : ONLY),
                address.onlyCritical(),
                links.with("waiting", address.withoutWaiting() ? null : OFF),
                address.withoutWaiting(),
                page.page() > 1 ? Optional.of(links.page(page.page() - 1)) : Optional.empty(),
                page.hasNext() ? Optional.of(links.page(page.page() + 1)) : Optional.empty());
    }

    private Row row(RunTimeline.Row row) {
        String look = steps.look(row.step());
        Optional<StepView> last = steps.of(row.step());
        return new Row(
                false,
                "gantt:" + row.step(),
                NameLines.of(row.step(), LETTERS),
                look,
                Look.word(look),
                row.critical(),
                row.step().equals(address.step()),
                bars(row),
                links.step(row.step(), last.map(StepView::attemptNo).orElse(1)),
                last.map(step -> steps.sentence(step, row.critical())).orElse(row.step()));
    }

    private Row row(RunTimeline.Row row, RefreshView last) {
        String look = Look.of(last);
        TimeAxis axis = timeline.axis().orElse(null);
        List<Bar> bars = new ArrayList<>();
        for (RunTimeline.Bar bar : row.bars()) {
            RefreshView refresh = views.attempt(row.step(), bar.attempt());
            bars.add(new Bar(
                    "gantt:" + row.step() + ":" + bar.attempt(),
                    links.refreshes(),
                    views.sentence(refresh),
                    Look.of(refresh),
                    axis.position(bar.time().from()),
                    axis.position(bar.time().to()),
                    Optional.empty(),
                    views.duration(refresh),
                    bars.size() + 1 < row.bars().size()));
        }
        return new Row(
                true,
                "gantt:" + row.step(),
                NameLines.of(last.view().toString(), LETTERS),
                look,
                Look.word(look),
                false,
                false,
                bars,
                links.refreshes(),
                views.sentence(last));
    }

    private List<Bar> bars(RunTimeline.Row row) {
        TimeAxis axis = timeline.axis().orElse(null);
        List<Bar> bars = new ArrayList<>();
        for (RunTimeline.Bar bar : row.bars()) {
            StepView step = attempts.get(new Try(row.step(), bar.attempt()));
            bars.add(new Bar(
                    "gantt:" + row.step() + ":" + bar.attempt(),
                    links.step(row.step(), bar.attempt()),
                    steps.sentence(step, row.critical()),
                    Look.of(step),
                    axis.position(bar.time().from()),
                    axis.position(bar.time().to()),
                    bar.waited().filter(shown -> !address.withoutWaiting()).map(waited -> axis.position(waited.from())),
                    steps.duration(step),
                    bars.size() + 1 < row.bars().size()));
        }
        return bars;
    }

    private List<Tile> tiles(boolean planned) {
        Totals totals = timeline.totals();
        List<Tile> tiles = new ArrayList<>();
        tiles.add(tile("draw.wall", span(totals.wallClock())));
        boolean ofSteps = planned && !timeline.rows().isEmpty();
        if (ofSteps) {
            tiles.add(tile("draw.path", Texts.of("draw.share", span(totals.critical()), share(totals))));
            if (!timeline.path().expected().isZero()) {
                tiles.add(tile("draw.expected", span(timeline.path().expected())));
            }
        }
        tiles.add(tile("draw.peak", Integer.toString(totals.peak())));
        tiles.add(tile("draw.average", String.format(Texts.LOCALE, "%.1f", totals.averageActive())));
        totals.longest()
                .ifPresent(longest -> tiles.add(tile("draw.longest", longest.step() + " " + span(longest.time()))));
        if (ofSteps) {
            tiles.add(tile("draw.queued", span(totals.waiting())));
        }
        return tiles;
    }

    private static Tile tile(String term, String value) {
        return new Tile(Texts.of(term), value);
    }

    private static String share(Totals totals) {
        long wall = Math.max(1, totals.wallClock().toMillis());
        return Long.toString(Math.min(100, Math.round(100.0 * totals.critical().toMillis() / wall)));
    }

    private static String span(Duration duration) {
        return Words.millis(duration.toMillis());
    }
}
