package dev.silversmith.core.timeline;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A run put together for a test. Times are seconds from {@link #START}. */
final class TimelineRun {

    static final Instant START = Instant.parse("2026-11-22T23:30:00Z");

    private final List<Stage> stages = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Attempt> refreshes = new ArrayList<>();

    static Instant at(long second) {
        return START.plusSeconds(second);
    }

    static Interval span(long from, long to) {
        return new Interval(at(from), at(to));
    }

    /** @param expectedMs usual duration; {@code priority} is the longest expected way from its start to the run's end */
    static Unit unit(String step, long expectedMs, long priority, String... dependsOn) {
        return new Unit(
                step,
                Unit.Type.PROCEDURE,
                List.of(QualifiedName.parse(step)),
                List.of(dependsOn),
                priority,
                expectedMs,
                "");
    }

    static Unit unit(String step, String... dependsOn) {
        return unit(step, 0, 0, dependsOn);
    }

    static Unit group(String name, List<String> members, String... dependsOn) {
        return new Unit(
                "group:" + name,
                Unit.Type.GROUP,
                members.stream().map(QualifiedName::parse).toList(),
                List.of(dependsOn),
                0,
                0,
                "");
    }

    TimelineRun stage(Unit... units) {
        stages.add(new Stage(stages.size() + 1, Stage.Kind.PARALLEL, 4, List.of(units)));
        return this;
    }

    TimelineRun sequence(Unit... units) {
        stages.add(new Stage(stages.size() + 1, Stage.Kind.SEQUENTIAL, 1, List.of(units)));
        return this;
    }

    TimelineRun ran(String step, long from, long to) {
        return attempt(step, 1, StepStatus.SUCCEEDED, from, to);
    }

    TimelineRun attempt(String step, int number, StepStatus status, long from, long to) {
        attempts.add(new Attempt(step, number, status, Optional.of(at(from)), Optional.of(at(to))));
        return this;
    }

    TimelineRun runs(String step, long from) {
        attempts.add(new Attempt(step, 1, StepStatus.RUNNING, Optional.of(at(from)), Optional.empty()));
        return this;
    }

    TimelineRun waits(String step) {
        attempts.add(new Attempt(step, 1, StepStatus.PENDING, Optional.empty(), Optional.empty()));
        return this;
    }

    /** An attempt of a refresh from one second to another. */
    TimelineRun refresh(String unit, int number, StepStatus status, Integer from, Integer to) {
        refreshes.add(new Attempt(
                unit,
                number,
                status,
                Optional.ofNullable(from).map(TimelineRun::at),
                Optional.ofNullable(to).map(TimelineRun::at)));
        return this;
    }

    RunTimeline timeline(long now) {
        Plan plan = new Plan(
                "0123456789abcdef",
                Mode.INCREMENTAL,
                TransactionScope.PER_GROUP,
                stages,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
        return RunTimeline.of(attempts, refreshes, Optional.of(RunOrder.of(plan)), at(now));
    }

    RunTimeline withoutPlan(long now) {
        return RunTimeline.of(attempts, refreshes, Optional.empty(), at(now));
    }
}
