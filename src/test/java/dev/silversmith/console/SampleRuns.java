package dev.silversmith.console;

import dev.silversmith.app.port.LogLine;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;

/** Runs and steps in memory. A cursor is the place of the next page's first run. */
final class SampleRuns implements RunQueries {

    static final Instant START = Instant.parse("2026-11-22T23:41:07.123456Z");

    private final List<RunView> runs = new ArrayList<>();
    private final List<StepView> steps = new ArrayList<>();

    static UUID runId(long number) {
        return new UUID(0x7000, number);
    }

    static UUID stepId(String procedure, int attempt) {
        return new UUID(procedure.hashCode(), attempt);
    }

    SampleRuns run(long number, RunStatus status) {
        return run(number, status, "incremental", RunView.Approval.NONE);
    }

    /** A full run that a second person has decided on, or has to. */
    SampleRuns fullRun(long number, RunStatus status, String askedBy, Optional<String> decision) {
        return run(
                number,
                status,
                "full",
                new RunView.Approval(
                        true,
                        true,
                        Optional.of("rebuild after a correction\nof prices"),
                        decision.map(word -> "approver"),
                        decision,
                        Optional.empty(),
                        decision.map(word -> START),
                        Optional.of(START.plusSeconds(60)),
                        Optional.of(askedBy)));
    }

    private RunView.StepCounts counts = new RunView.StepCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);
    private Optional<String> resumedBy = Optional.empty();

    /** How the steps of the next run stand. */
    SampleRuns counting(RunView.StepCounts next) {
        counts = next;
        return this;
    }

    /** Who has resumed the next run. */
    SampleRuns resumedBy(String user) {
        resumedBy = Optional.of(user);
        return this;
    }

    private SampleRuns run(long number, RunStatus status, String mode, RunView.Approval approval) {
        runs.add(
                0,
                new RunView(
                        runId(number),
                        number,
                        "key " + number,
                        mode,
                        "per_procedure",
                        status,
                        "api",
                        "",
                        "",
                        "continue",
                        "queue",
                        Optional.empty(),
                        8,
                        false,
                        "operator",
                        START,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(START),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        counts,
                        RunView.StepCounts.NONE,
                        approval,
                        resumedBy,
                        Optional.empty(),
                        Optional.of("0123456789abcdef"),
                        Optional.empty(),
                        Optional.empty()));
        return this;
    }

    SampleRuns step(String procedure, int attempt, StepStatus status, long endSecond) {
        steps.add(step(
                procedure,
                procedure,
                attempt,
                status,
                Optional.of(START.plusSeconds(endSecond)),
                Optional.empty(),
                status == StepStatus.FAILED ? Optional.of(StepError.of("boom\nsecond line")) : Optional.empty()));
        return this;
    }

    static StepView step(
            String procedure,
            String unit,
            int attempt,
            StepStatus status,
            Optional<Instant> end,
            Optional<String> skippedBecause,
            Optional<StepError> error) {
        return new StepView(
                stepId(procedure, attempt),
                runId(1),
                1,
                procedure,
                "other",
                unit,
                Transaction.MANAGED,
                1,
                attempt,
                status,
                Optional.of(1),
                Optional.empty(),
                Optional.of(START),
                end,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                skippedBecause,
                error);
    }

    @Override
    public Page<RunView> runs(RunFilter filter, int limit, Optional<String> cursor) {
        int from = cursor.map(SampleRuns::place).orElse(0);
        List<RunView> found = runs.stream()
                .filter(run -> filter.modes().isEmpty()
                        || filter.modes().stream().anyMatch(mode -> mode.word().equals(run.mode())))
                .filter(run -> filter.statuses().isEmpty() || filter.statuses().contains(run.status()))
                .toList();
        int to = Math.min(found.size(), from + limit);
        return new Page<>(
                found.subList(from, to), to < found.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }

    private static int place(String cursor) {
        try {
            return Integer.parseInt(cursor);
        } catch (NumberFormatException foreign) {
            throw new ProblemException(Problem.INVALID_REQUEST, "not a cursor: " + foreign.getMessage());
        }
    }

    @Override
    public Optional<RunView> run(UUID id) {
        return runs.stream().filter(run -> run.id().equals(id)).findFirst();
    }

    @Override
    public Set<UUID> ended(Set<UUID> ids) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<RunView> run(long number) {
        return runs.stream().filter(run -> run.number() == number).findFirst();
    }

    @Override
    public List<StepView> steps(UUID runId) {
        return List.copyOf(steps);
    }

    @Override
    public Optional<StepView> step(UUID id) {
        return steps.stream().filter(step -> step.id().equals(id)).findFirst();
    }

    @Override
    public Page<LogLine> logs(UUID stepId, int limit, Optional<String> cursor) {
        return new Page<>(newestLogs(stepId, limit), Optional.empty());
    }

    /** As many lines as are asked for. */
    @Override
    public List<LogLine> newestLogs(UUID stepId, int limit) {
        return LongStream.rangeClosed(1, limit)
                .mapToObj(line -> new LogLine(line, START, "info", "message", stepId.toString(), Optional.empty()))
                .toList();
    }

    @Override
    public Optional<Plan> plan(UUID runId) {
        return Optional.empty();
    }

    @Override
    public Optional<String> jobXml(UUID runId) {
        return Optional.empty();
    }
}
