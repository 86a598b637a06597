package dev.silversmith.app;

import dev.silversmith.app.port.ImpactQueries;
import dev.silversmith.app.port.ImpactQueries.Conflict;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.plan.Impact;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows what a run would do, or has done, to everything around it: for whoever has to decide on it. */
@ApplicationScoped
public class ShowImpact {

    private final RunQueries runs;
    private final ImpactQueries queries;
    private final PlanInputs inputs;
    private final PlanDrift drifts;

    @Inject
    public ShowImpact(RunQueries runs, ImpactQueries queries, PlanInputs inputs, PlanDrift drifts) {
        this.runs = runs;
        this.queries = queries;
        this.inputs = inputs;
        this.drifts = drifts;
    }

    ShowImpact() {
        this(null, null, null, null);
    }

    /**
     * What a run means.
     *
     * @param conflicts other open runs that share procedures with it
     * @param rowsNow about how many rows the tables of each procedure have now; procedures of which it is not known are left out
     * @param changes what has changed since the run was requested, so that its approval would be void; of a run that awaits approval
     */
    public record RunImpact(
            RunView run,
            Impact impact,
            List<Conflict> conflicts,
            Map<QualifiedName, Long> rowsNow,
            List<Violation> changes) {

        public RunImpact {
            conflicts = List.copyOf(conflicts);
            rowsNow = Map.copyOf(rowsNow);
            changes = List.copyOf(changes);
        }

        /** About how many rows all of their tables have now, as far as it is known. */
        public long allRowsNow() {
            return rowsNow.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** The impact of a run; empty if it has no plan, for it was imported. */
    public Optional<RunImpact> of(RunView run) {
        return runs.plan(run.id()).map(plan -> of(run, plan));
    }

    private RunImpact of(RunView run, Plan plan) {
        return new RunImpact(
                run,
                Impact.of(plan, inputs.catalog(), queries.lastFulls(run.id())),
                queries.conflicts(run.id()),
                queries.rowsNow(run.id()),
                run.status() == RunStatus.PENDING_APPROVAL
                        ? drifts.ofRun(run.id()).changes()
                        : List.of());
    }
}
