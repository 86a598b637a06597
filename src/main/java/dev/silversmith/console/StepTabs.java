package dev.silversmith.console;

import dev.silversmith.app.port.Period;
import dev.silversmith.app.port.RunInsights;
import dev.silversmith.app.port.RunInsights.Occurrences;
import dev.silversmith.app.port.RunLog;
import dev.silversmith.app.port.RunLog.LogFilter;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLine;
import dev.silversmith.app.port.StepQueries;
import dev.silversmith.app.port.StepQueries.StepFilter;
import dev.silversmith.app.port.StepView;
import dev.silversmith.console.RunLogPage.Line;
import dev.silversmith.core.plan.Downstream;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.run.Advice;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the tabs of {@link StepPage} show; each loads only its own. */
@Named
@RequestScoped
public class StepTabs {

    static final int LINES = 500;
    static final int SAME_ERRORS = 5;

    private final StepPage page;
    private final RunQueries queries;
    private final RunInsights insights;
    private final StepQueries steps;
    private final RunLog log;

    private Optional<Advice> advice = Optional.empty();
    private Occurrences occurrences;
    private List<StepView> same = List.of();
    private Optional<PlannedProcedure> planned = Optional.empty();
    private List<StepLine> downstream = List.of();
    private List<Line> lines = List.of();

    @Inject
    public StepTabs(StepPage page, RunQueries queries, RunInsights insights, StepQueries steps, RunLog log) {
        this.page = page;
        this.queries = queries;
        this.insights = insights;
        this.steps = steps;
        this.log = log;
    }

    StepTabs() {
        this(null, null, null, null, null);
    }

    /** Reads what the chosen tab shows. */
    public void load() {
        switch (page.getTab()) {
            case "error" -> loadError();
            case "sql" ->
                planned = queries.plan(page.getRun().id())
                        .map(plan -> plan.procedures().get(name()));
            case "log" -> loadLog();
            case "deps" -> loadDependencies();
            default -> {
                // The attempt itself has all that is shown.
            }
        }
    }

    private QualifiedName name() {
        return QualifiedName.parse(page.getStep().procedure());
    }

    private void loadError() {
        Optional<String> sqlState = page.getStep().error().flatMap(StepError::sqlState);
        advice = Advice.of(sqlState);
        sqlState.ifPresent(state -> {
            occurrences = insights.occurrences(page.getStep().procedure(), state);
            StepFilter filter = new StepFilter(
                    Optional.empty(), Set.of(name()), Set.of(StepStatus.FAILED), Set.of(state), Period.ALWAYS);
            same = steps.steps(filter, SAME_ERRORS + 1, Optional.empty()).items().stream()
                    .filter(step -> !step.id().equals(page.getStep().id()))
                    .limit(SAME_ERRORS)
                    .toList();
        });
    }

    private void loadLog() {
        LogFilter filter = new LogFilter(
                page.getRun().id(),
                page.getRun().requestedAt(),
                Optional.of(page.getStep().id()),
                Set.of(),
                Optional.empty());
        lines = log.newest(filter, Optional.empty(), LINES).stream()
                .map(line -> Line.of(line, page.getNumber(), false))
                .toList();
    }

    private void loadDependencies() {
        Set<String> children =
                queries
                        .plan(page.getRun().id())
                        .map(plan -> Downstream.of(plan).childrenOf(name()))
                        .orElse(List.of())
                        .stream()
                        .map(QualifiedName::toString)
                        .collect(Collectors.toSet());
        downstream = page.lines().stream()
                .filter(line -> children.contains(line.procedure()))
                .toList();
    }

    /** The word of the advice on the error; null if there is none. */
    public String getAdvice() {
        return advice.map(Advice::word).orElse(null);
    }

    /** How often the procedure has failed with this SQLSTATE in all runs; null if the error has none. */
    public Occurrences getOccurrences() {
        return occurrences;
    }

    /** The last other attempts that failed with this SQLSTATE. */
    public List<StepView> getSame() {
        return same;
    }

    /** The procedure as planned; null if the run has no plan. */
    public PlannedProcedure getPlanned() {
        return planned.orElse(null);
    }

    /** The steps that wait for this one themselves. */
    public List<StepLine> getDownstream() {
        return downstream;
    }

    /** The newest lines of the log. */
    public List<Line> getLines() {
        return lines;
    }

    /** Whether the log may have more lines than are shown. */
    public boolean isCut() {
        return lines.size() == LINES;
    }
}
