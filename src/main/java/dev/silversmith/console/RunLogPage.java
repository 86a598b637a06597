package dev.silversmith.console;

import dev.silversmith.app.port.RunInsights;
import dev.silversmith.app.port.RunLog;
import dev.silversmith.app.port.RunLog.LogFilter;
import dev.silversmith.app.port.RunLog.RunLogLine;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.run.LogLevel;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The log of the run that {@link RunPage} shows: the newest lines, or those up to a place. */
@Named
@RequestScoped
public class RunLogPage {

    static final int LINES = 500;
    private static final int LONGEST_TEXT = 200;

    private final RunPage page;
    private final RunLog log;
    private final RunInsights insights;

    private String step;
    private String attempt;
    private String level;
    private String text;
    private String until;
    private List<Line> lines = List.of();
    private Line error;
    private String older;
    private String following = "";

    @Inject
    public RunLogPage(RunPage page, RunLog log, RunInsights insights) {
        this.page = page;
        this.log = log;
        this.insights = insights;
    }

    RunLogPage() {
        this(null, null, null);
    }

    /**
     * A line with its addresses.
     *
     * @param anchor the id of its element
     * @param address of the page that ends with it, with the anchor
     */
    public record Line(RunLogLine of, String anchor, String address) {

        /**
         * A line of a run's log.
         *
         * @param merged whether the lines of other steps are among it
         */
        static Line of(RunLogLine line, String run, boolean merged) {
            String anchor = LogPlace.anchor(line);
            String step = merged
                    ? ""
                    : "&step=%s&attempt=%d".formatted(Addresses.encoded(line.procedure()), line.attemptNo());
            return new Line(
                    line,
                    anchor,
                    "/console/run?id=%s&view=log%s&until=%s#%s"
                            .formatted(run, step, LogPlace.write(line.place()), anchor));
        }
    }

    /** Does nothing unless the page shows this view. */
    public void load() {
        if (!page.shows("log")) {
            return;
        }
        RunView run = page.getRun();
        Optional<StepView> chosen = chosen(run);
        if (chosen.isEmpty() && step != null) {
            return;
        }
        following = chosen.map(one -> one.id().toString()).orElse("");
        LogFilter filter = new LogFilter(
                run.id(), run.requestedAt(), chosen.map(StepView::id), levels(), Optional.ofNullable(text));
        List<RunLogLine> found = log.newest(filter, LogPlace.read(until), LINES + 1);
        boolean cut = found.size() > LINES;
        lines = found.subList(cut ? 1 : 0, found.size()).stream()
                .map(this::line)
                .toList();
        older = cut ? LogPlace.write(found.get(0).place()) : null;
        error = log.firstError(filter).map(this::line).orElse(null);
    }

    private Line line(RunLogLine line) {
        return Line.of(line, page.getNumber(), step == null);
    }

    private Optional<StepView> chosen(RunView run) {
        if (step == null) {
            return Optional.empty();
        }
        return AttemptNumber.choose(insights.attempts(run.id(), step), attempt);
    }

    private Set<String> levels() {
        return LogLevel.ofWord(level).map(LogLevel::wordsFrom).orElse(Set.of());
    }

    /** The procedure whose lines are shown; null for all. */
    public String getStep() {
        return step;
    }

    public void setStep(String step) {
        this.step = step;
    }

    /** The attempt whose lines are shown; null for the last. */
    public String getAttempt() {
        return attempt;
    }

    public void setAttempt(String attempt) {
        this.attempt = attempt;
    }

    /** The least level that is shown; null for all. */
    public String getLevel() {
        return level;
    }

    public void setLevel(String level) {
        this.level = level;
    }

    /** What every line has; null for anything. */
    public String getText() {
        return text;
    }

    public void setText(String text) {
        this.text = text == null || text.isBlank()
                ? null
                : text.strip().substring(0, Math.min(LONGEST_TEXT, text.strip().length()));
    }

    /** The place of the last line; null for the newest. */
    public String getUntil() {
        return until;
    }

    public void setUntil(String until) {
        this.until = until;
    }

    public List<LogLevel> getLevels() {
        return Arrays.asList(LogLevel.values());
    }

    public List<Line> getLines() {
        return lines;
    }

    /** The place of the line before the first that is shown; null if there is none. */
    public String getOlder() {
        return older;
    }

    /** The first line of level error among those of the filter; null if there is none. */
    public Line getError() {
        return error;
    }

    /** Whose new lines belong at its end: of all if it is empty, of an attempt by its id, {@code none} where only some lines are shown. */
    public String getFollowing() {
        if (until != null || level != null || text != null) {
            return "none";
        }
        return following;
    }

    /** Whether the address wants only some of the lines. */
    public boolean isFiltered() {
        return level != null || text != null || step != null;
    }
}
