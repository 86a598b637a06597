package dev.silversmith.console;

import dev.silversmith.app.RunActions;
import dev.silversmith.app.ShowFailures;
import dev.silversmith.app.ShowFailures.Failure;
import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.RunInsights;
import dev.silversmith.app.port.RunInsights.Totals;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.run.RunStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The page {@code /console/run}: a run, what failed and what can be done about it; what is below is loaded by a bean of its own each. */
@Named
@RequestScoped
public class RunPage {

    static final int FAILURES_SHOWN = 3;

    /** In the order of the links. */
    static final List<String> VIEWS = List.of("graph", "gantt", "steps", "log", "details");

    private static final String STEPS = "steps";

    private final RunQueries queries;
    private final RunInsights insights;
    private final ShowFailures shown;
    private final Caller caller;
    private final Answer answer;
    private final DatabaseClock clock;
    private final Preferences preferences;

    private String id;
    private String view;
    private Instant now;
    private RunView run;
    private RunActions actions;
    private Totals totals;
    private Optional<Long> usual = Optional.empty();
    private List<Failure> failures = List.of();
    private long position;

    @Inject
    public RunPage(
            RunQueries queries,
            RunInsights insights,
            ShowFailures shown,
            Caller caller,
            Answer answer,
            DatabaseClock clock,
            Preferences preferences) {
        this.queries = queries;
        this.insights = insights;
        this.shown = shown;
        this.caller = caller;
        this.answer = answer;
        this.clock = clock;
        this.preferences = preferences;
    }

    RunPage() {
        this(null, null, null, null, null, null, null);
    }

    /** Reads the run that the address names; one that does not exist is not found. */
    public void load() {
        now = clock.instant();
        Optional<RunView> found = RunAddress.find(queries, id);
        if (found.isEmpty()) {
            answer.notFound();
            return;
        }
        run = found.get();
        actions = RunActions.of(run, caller::has);
        totals = insights.totals(run.id());
        usual = insights.usualMs(run);
        failures = shown.of(run, FAILURES_SHOWN);
        position = run.status() == RunStatus.QUEUED ? insights.queuedBefore(run) + 1 : 0;
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    /** What is shown below the failures: what the address wants if there is such a view, else what its reader prefers, or the run's status. */
    public String getView() {
        if (isChosen()) {
            return view;
        }
        String preferred = preferences.getView();
        if (VIEWS.contains(preferred)) {
            return preferred;
        }
        return run != null && run.status().isFinal() ? "gantt" : "graph";
    }

    private boolean isChosen() {
        return view != null && VIEWS.contains(view);
    }

    /** Whether a drawing is shown that nobody asked for: a narrow screen shows the steps in its place. */
    public boolean isDoubled() {
        return !isChosen() && !getView().equals(STEPS);
    }

    /** Whether a view is to be loaded. */
    boolean shows(String one) {
        return run != null && (getView().equals(one) || (isDoubled() && one.equals(STEPS)));
    }

    public void setView(String view) {
        this.view = view;
    }

    public List<String> getViews() {
        return VIEWS;
    }

    public RunView getRun() {
        return run;
    }

    /** The run's number as people write it, without grouping. */
    public String getNumber() {
        return Long.toString(run.number());
    }

    /** What the caller may do with it. */
    public RunActions getActions() {
        return actions;
    }

    public Totals getTotals() {
        return totals;
    }

    /** How long such a run usually takes, in milliseconds; null if that is not known. */
    public Long getUsual() {
        return usual.orElse(null);
    }

    /** The first failures. */
    public List<Failure> getFailures() {
        return failures;
    }

    /** How many failures are not among the first. */
    public long getFurtherFailures() {
        return run.steps().failed() - failures.size();
    }

    /** Its place in the queue, from 1; 0 if it is not queued. */
    public long getPosition() {
        return position;
    }

    /** Whether the run may still change. */
    public boolean isUnfinished() {
        return !run.status().isFinal();
    }

    /** How many procedures a resume would run. */
    public long getOpen() {
        return run.steps().total() - run.steps().succeeded();
    }

    /** What was just done, if it is so: whoever follows a link is told nothing untrue. */
    public String getSaid() {
        String said = caller.said("said").orElse("");
        boolean is =
                switch (said) {
                    case "cancel" -> run.status() == RunStatus.CANCELLING || run.status() == RunStatus.CANCELLED;
                    case "ended" -> run.status().isFinal();
                    case "requested", "accepted" -> true;
                    case "resume" -> run.resumedBy().isPresent() && isUnfinished();
                    default -> false;
                };
        return is ? said : "";
    }

    /** The time of the page. */
    public Instant getNow() {
        return now;
    }
}
