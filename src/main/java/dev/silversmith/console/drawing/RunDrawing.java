package dev.silversmith.console.drawing;

import dev.silversmith.app.ShowRefreshes;
import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.RefreshView;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.console.Preferences;
import dev.silversmith.console.drawing.RunGantt.GanttAddress;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.timeline.Attempt;
import dev.silversmith.core.timeline.RunOrder;
import dev.silversmith.core.timeline.RunTimeline;
import dev.silversmith.drawing.GraphLayout;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The drawings of a run. Each is made when a page first asks for it, and once for each request; what it shows besides the run, the page's
 * address says.
 */
@Named
@RequestScoped
public class RunDrawing {

    /** The parameters of the address that stay when one of them is changed. */
    private static final Set<String> KEPT = Set.of("view", "step", "part", "focus", "dir", "critical", "waiting", "tz");

    private final RunQueries queries;
    private final ShowRefreshes shower;
    private final DatabaseClock clock;
    private final Preferences preferences;
    private final GraphLayout layout;

    private List<StepView> steps;
    private List<RefreshView> refreshes = List.of();
    private Optional<Plan> plan = Optional.empty();
    private Instant now;
    private RunTimeline timeline;
    private GraphModel graph;
    private GanttModel gantt;

    @Inject
    public RunDrawing(
            RunQueries queries,
            ShowRefreshes shower,
            DatabaseClock clock,
            Preferences preferences,
            GraphLayout layout) {
        this.queries = queries;
        this.shower = shower;
        this.clock = clock;
        this.preferences = preferences;
        this.layout = layout;
    }

    RunDrawing() {
        this(null, null, null, null, null);
    }

    /** The graph of a run; null for a run without a plan, as one that was imported. */
    public GraphModel graph(RunView run) {
        load(run);
        if (graph == null && plan.isPresent()) {
            Map<String, String> said = said();
            graph = new RunGraph(
                            plan.get(),
                            steps,
                            refreshes,
                            timeline.path().steps(),
                            now,
                            links(run, said),
                            GraphAddress.of(said::get),
                            layout)
                    .model();
        }
        return graph;
    }

    /** The Gantt chart of a run. */
    public GanttModel gantt(RunView run) {
        load(run);
        if (gantt == null) {
            Map<String, String> said = said();
            GanttAddress address =
                    new GanttAddress(said.get("critical"), said.get("waiting"), said.get("step"), said.get("page"));
            gantt = new RunGantt(timeline, steps, refreshes, now, links(run, said), address)
                    .model(preferences.getZone(), plan.isPresent());
        }
        return gantt;
    }

    private void load(RunView run) {
        if (steps == null) {
            now = clock.instant();
            steps = queries.steps(run.id());
            plan = queries.plan(run.id());
            List<Attempt> attempts = steps.stream()
                    .map(step -> new Attempt(
                            step.procedure(), step.attemptNo(), step.status(), step.startedAt(), step.finishedAt()))
                    .toList();
            if (run.refreshes().total() > 0) {
                refreshes = shower.ofRun(run.id());
            }
            timeline = RunTimeline.of(attempts, refreshAttempts(), plan.map(RunOrder::of), now);
        }
    }

    private List<Attempt> refreshAttempts() {
        return refreshes.stream()
                .map(refresh -> new Attempt(
                        RunViews.unit(refresh),
                        refresh.attemptNo(),
                        refresh.status(),
                        refresh.startedAt(),
                        refresh.finishedAt()))
                .toList();
    }

    private static RunLinks links(RunView run, Map<String, String> said) {
        Map<String, String> kept = new TreeMap<>(said);
        kept.keySet().retainAll(KEPT);
        return new RunLinks(request().getRequestContextPath(), Long.toString(run.number()), kept);
    }

    private static Map<String, String> said() {
        return request().getRequestParameterMap();
    }

    private static ExternalContext request() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }
}
