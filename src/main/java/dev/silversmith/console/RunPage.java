package dev.silversmith.console;

import dev.silversmith.app.port.Blockers;
import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.LogLine;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.run.StepStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page {@code /console/run}: a run, what failed, its steps, and one of them in full. */
@Named
@RequestScoped
public class RunPage {

    static final int LOG_LINES = 500;
    static final int FAILURES_SHOWN = 5;

    private final RunQueries queries;
    private final Blockers blockers;
    private final Answer answer;
    private final DatabaseClock clock;

    private String id;
    private String step;
    private RunView run;
    private List<StepView> steps = List.of();
    private List<StepView> failures = List.of();
    private List<LogLine> log = List.of();
    private Blocker blocker;
    private boolean grouped;
    private Instant now;

    @Inject
    public RunPage(RunQueries queries, Blockers blockers, Answer answer, DatabaseClock clock) {
        this.queries = queries;
        this.blockers = blockers;
        this.answer = answer;
        this.clock = clock;
    }

    RunPage() {
        this(null, null, null, null);
    }

    /** Reads the run that the address names, with its steps and the log of the chosen step; a run that does not exist is not found. */
    public void load() {
        now = clock.instant();
        Optional<RunView> found = RunAddress.find(queries, id);
        if (found.isEmpty()) {
            answer.notFound();
            return;
        }
        run = found.get();
        steps = queries.steps(run.id());
        grouped = steps.stream().anyMatch(one -> !Words.group(one).isEmpty());
        failures = failures(steps);
        steps.stream()
                .filter(one -> one.id().toString().equals(step))
                .findFirst()
                .ifPresent(this::choose);
    }

    private void choose(StepView chosen) {
        log = queries.newestLogs(chosen.id(), LOG_LINES);
        blocker = blockers.of(List.of(chosen)).get(chosen.id());
    }

    /** The procedures whose last attempt failed, the earliest failure first: it may have caused the others. */
    private static List<StepView> failures(List<StepView> steps) {
        Map<String, Integer> lastAttempts = new HashMap<>();
        steps.forEach(one -> lastAttempts.merge(one.procedure(), one.attemptNo(), Math::max));
        return steps.stream()
                .filter(one -> one.status() == StepStatus.FAILED)
                .filter(one -> one.attemptNo() == lastAttempts.get(one.procedure()))
                .sorted(Comparator.comparing(one -> one.finishedAt().orElse(Instant.MAX)))
                .toList();
    }

    public String getId() {
        return id;
    }

    public void setId(String id) {
        this.id = id;
    }

    /** The id of the chosen step; null for none. */
    public String getStep() {
        return step;
    }

    public void setStep(String step) {
        this.step = step;
    }

    /** Whether the run may still change. */
    public boolean isUnfinished() {
        return !run.status().isFinal();
    }

    public RunView getRun() {
        return run;
    }

    /** The run's number as people write it, without grouping. */
    public String getNumber() {
        return Long.toString(run.number());
    }

    public List<StepView> getSteps() {
        return steps;
    }

    /** Whether members of a group are among the steps. */
    public boolean isGrouped() {
        return grouped;
    }

    /** The first failures. */
    public List<StepView> getFailures() {
        return failures.subList(0, Math.min(FAILURES_SHOWN, failures.size()));
    }

    /** How many failures are not among the first. */
    public int getFurtherFailures() {
        return failures.size() - getFailures().size();
    }

    /** Who holds the lock for which the chosen step waits; null if it does not wait. */
    public Blocker getBlocker() {
        return blocker;
    }

    /** The newest log lines of the chosen step. */
    public List<LogLine> getLog() {
        return log;
    }

    /** Whether the log may have more lines than are shown. */
    public boolean isLogCut() {
        return log.size() == LOG_LINES;
    }

    /** The time of the page. */
    public Instant getNow() {
        return now;
    }
}
