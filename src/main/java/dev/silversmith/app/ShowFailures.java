package dev.silversmith.app;

import dev.silversmith.app.port.RunInsights;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.plan.Downstream;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.Advice;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Shows what failed in a run, what hangs on it, and what can be done about it. */
@ApplicationScoped
public class ShowFailures {

    private final RunInsights insights;
    private final RunQueries queries;

    @Inject
    public ShowFailures(RunInsights insights, RunQueries queries) {
        this.insights = insights;
        this.queries = queries;
    }

    ShowFailures() {
        this(null, null);
    }

    /**
     * A procedure whose last attempt failed.
     *
     * @param most how often it is tried; empty where that is not known, and for an attempt that a resume has added
     * @param blocked how many procedures of the run cannot run without it
     * @param advice what to do about its error, if its class is known
     */
    public record Failure(StepView step, OptionalInt most, int blocked, Optional<Advice> advice) {}

    /** The first failures; nothing is read of a run in which nothing has failed. */
    public List<Failure> of(RunView run, int limit) {
        if (run.steps().failed() == 0 && run.steps().interrupted() == 0) {
            return List.of();
        }
        Optional<Plan> plan = queries.plan(run.id());
        Optional<Downstream> downstream = plan.map(Downstream::of);
        return insights.failures(run.id(), limit).stream()
                .map(step -> failure(step, plan, downstream))
                .toList();
    }

    private static Failure failure(StepView step, Optional<Plan> plan, Optional<Downstream> downstream) {
        QualifiedName name = QualifiedName.parse(step.procedure());
        return new Failure(
                step,
                plan.map(one -> most(one, step)).orElse(OptionalInt.empty()),
                downstream.map(one -> one.countOf(name)).orElse(0),
                step.error().flatMap(error -> Advice.of(error.sqlState())));
    }

    /** A group is tried as often as the most impatient of its members. */
    static OptionalInt most(Plan plan, StepView step) {
        OptionalInt most = plan.units().stream()
                .filter(unit -> unit.name().equals(step.unit()))
                .map(Unit::members)
                .flatMap(List::stream)
                .map(name -> plan.procedures().get(name))
                .filter(Objects::nonNull)
                .map(PlannedProcedure::retry)
                .mapToInt(retry -> retry.maxAttempts())
                .min();
        return most.isPresent() && step.attemptNo() <= most.getAsInt() ? most : OptionalInt.empty();
    }
}
