package dev.silversmith.console;

import dev.silversmith.app.port.RunInsights;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepLine;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.run.StepStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is beside the rows of {@link SampleRuns}. */
final class SampleInsights implements RunInsights {

    final List<StepView> failures = new ArrayList<>();
    Optional<Long> usual = Optional.empty();
    long queuedBefore;
    private final SampleRuns runs;

    SampleInsights(SampleRuns runs) {
        this.runs = runs;
    }

    static StepLine line(String procedure, int attempt, StepStatus status) {
        return new StepLine(
                SampleRuns.stepId(procedure, attempt),
                procedure,
                "other",
                Optional.empty(),
                Transaction.MANAGED,
                attempt,
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Totals totals(UUID runId) {
        return new Totals(Optional.of(1L), Optional.of(2L), Optional.of(3L), 4, 5);
    }

    @Override
    public Optional<Long> usualMs(RunView run) {
        return usual;
    }

    @Override
    public long queuedBefore(RunView run) {
        return queuedBefore;
    }

    @Override
    public Optional<String> server(UUID runId) {
        return Optional.of("server-1");
    }

    @Override
    public List<StepView> failures(UUID runId, int limit) {
        return failures.stream().limit(limit).toList();
    }

    @Override
    public List<StepLine> lines(UUID runId) {
        Map<String, StepLine> last = new LinkedHashMap<>();
        runs.steps(runId)
                .forEach(step -> last.put(step.procedure(), line(step.procedure(), step.attemptNo(), step.status())));
        return List.copyOf(last.values());
    }

    @Override
    public List<StepView> attempts(UUID runId, String procedure) {
        return runs.steps(runId).stream()
                .filter(step -> step.procedure().equals(procedure))
                .toList();
    }

    @Override
    public Occurrences occurrences(String procedure, String sqlState) {
        return new Occurrences(3, Optional.of(SampleRuns.START));
    }
}
