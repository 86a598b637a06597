package dev.silversmith.console;

import dev.silversmith.app.Eligibility;
import dev.silversmith.app.port.Blockers;
import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.RunInsights;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepLine;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.run.StepStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The page {@code /console/step}: one attempt of a procedure in a run; what its tabs show is loaded by {@link StepTabs}. */
@Named
@RequestScoped
public class StepPage {

    /** In the order of the links. */
    static final List<String> TABS = List.of("error", "sql", "rows", "log", "deps");

    private final RunQueries queries;
    private final RunInsights insights;
    private final Blockers blockers;
    private final Answer answer;
    private final DatabaseClock clock;

    private String id;
    private String procedure;
    private String attempt;
    private String tab;
    private Instant now;
    private RunView run;
    private List<StepView> attempts = List.of();
    private StepView step;
    private List<StepLine> lines = List.of();
    private Blocker blocker;

    @Inject
    public StepPage(RunQueries queries, RunInsights insights, Blockers blockers, Answer answer, DatabaseClock clock) {
        this.queries = queries;
        this.insights = insights;
        this.blockers = blockers;
        this.answer = answer;
        this.clock = clock;
    }

    StepPage() {
        this(null, null, null, null, null);
    }

    /** Reads the attempt that the address names; one that does not exist is not found. */
    public void load() {
        now = clock.instant();
        run = RunAddress.find(queries, id).orElse(null);
        if (run != null && procedure != null) {
            attempts = insights.attempts(run.id(), procedure);
            step = AttemptNumber.choose(attempts, attempt).orElse(null);
        }
        if (step == null) {
            answer.notFound();
            return;
        }
        lines = insights.lines(run.id());
        if (step.status() == StepStatus.RUNNING) {
            blocker = blockers.of(List.of(step)).get(step.id());
        }
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    /** The procedure's text form. */
    public String getProcedure() {
        return procedure;
    }

    public void setProcedure(String procedure) {
        this.procedure = procedure;
    }

    /** The attempt that the address names; null for the last. */
    public String getAttempt() {
        return attempt;
    }

    public void setAttempt(String attempt) {
        this.attempt = attempt;
    }

    /** What is shown; of a failed attempt its error, else its SQL, unless the address says otherwise. */
    public String getTab() {
        List<String> tabs = getTabs();
        return tab != null && tabs.contains(tab) ? tab : tabs.get(0);
    }

    public void setTab(String tab) {
        this.tab = tab;
    }

    /** Those that there are: only what failed has an error. */
    public List<String> getTabs() {
        return step != null && step.error().isPresent() ? TABS : TABS.subList(1, TABS.size());
    }

    public RunView getRun() {
        return run;
    }

    /** The run's number as people write it, without grouping. */
    public String getNumber() {
        return Long.toString(run.number());
    }

    public StepView getStep() {
        return step;
    }

    /** All attempts, the last first. */
    public List<StepView> getAttempts() {
        return attempts.stream()
                .sorted((one, other) -> Integer.compare(other.attemptNo(), one.attemptNo()))
                .toList();
    }

    /** The last attempt of every procedure of the run, in the plan's order. */
    List<StepLine> lines() {
        return lines;
    }

    /** The procedure before it in the plan's order; null for the first. */
    public String getPrevious() {
        return neighbour(-1);
    }

    /** The procedure after it in the plan's order; null for the last. */
    public String getNext() {
        return neighbour(1);
    }

    private String neighbour(int by) {
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).id().equals(attempts.get(attempts.size() - 1).id())) {
                int wanted = at + by;
                return wanted >= 0 && wanted < lines.size() ? lines.get(wanted).procedure() : null;
            }
        }
        return null;
    }

    /** When it could have started; null if that is not known. */
    public Instant getEligible() {
        Optional<Instant> eligible = Eligibility.of(run, step);
        return eligible.orElse(null);
    }

    /** Who holds the lock for which it waits; null if it waits for none. */
    public Blocker getBlocker() {
        return blocker;
    }

    /** The time of the page. */
    public Instant getNow() {
        return now;
    }
}
