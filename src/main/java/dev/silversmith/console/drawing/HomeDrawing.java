package dev.silversmith.console.drawing;

import dev.silversmith.app.ShowOverview.Overview;
import dev.silversmith.app.port.OverviewQueries.Span;
import dev.silversmith.console.Preferences;
import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import dev.silversmith.console.drawing.StripModel.Line;
import dev.silversmith.console.drawing.StripModel.Status;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.timeline.RunStrip;
import dev.silversmith.core.timeline.RunStrip.StripRun;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The drawing of the overview. */
@Named
@RequestScoped
public class HomeDrawing {

    /** The most runs in the strip's table. */
    static final int MOST_LINES = 100;

    private final Preferences preferences;
    private StripModel strip;

    @Inject
    public HomeDrawing(Preferences preferences) {
        this.preferences = preferences;
    }

    HomeDrawing() {
        this(null);
    }

    /**
     * The strip of the runs of a day or a week, made once for each request.
     *
     * @param week whether it shows a week
     */
    public StripModel strip(Overview overview, boolean week) {
        if (strip == null) {
            String root = FacesContext.getCurrentInstance().getExternalContext().getRequestContextPath();
            strip = model(overview.spans(), overview.at(), week, root, preferences.getZone());
        }
        return strip;
    }

    static StripModel model(List<Span> spans, Instant now, boolean week, String root, ZoneId zone) {
        Duration range = week ? Duration.ofDays(7) : Duration.ofDays(1);
        List<StripRun> runs = spans.stream()
                .map(span -> new StripRun(span.number(), label(span), span.status(), span.from(), span.until()))
                .toList();
        return new StripModel(
                RunStrip.of(runs, range, now),
                Texts.of(week ? "draw.strip.week" : "draw.strip.day", Words.rows(runs.size())),
                root,
                zone,
                RunStrip.ticks(range, now),
                runs.stream().limit(MOST_LINES).map(run -> line(run, now)).toList(),
                legend(runs));
    }

    private static String label(Span span) {
        String select = span.select().isEmpty() ? Texts.of("run.selection.all") : span.select();
        return span.exclude().isEmpty() ? select : Texts.of("draw.except", select, span.exclude());
    }

    private static Line line(StripRun run, Instant now) {
        return new Line(
                run.number(),
                run.status().word(),
                run.label(),
                run.startedAt(),
                Words.duration(
                        Optional.empty(),
                        Optional.of(run.startedAt()),
                        Optional.empty(),
                        run.finishedAt().orElse(now)));
    }

    private static List<Status> legend(List<StripRun> runs) {
        return Arrays.stream(RunStatus.values())
                .map(status -> new Status(
                        status.word(),
                        runs.stream().filter(run -> run.status() == status).count()))
                .filter(status -> status.number() > 0)
                .toList();
    }
}
