package dev.silversmith.app;

import dev.silversmith.app.port.RefreshQueries;
import dev.silversmith.app.port.ResumeStore.EndedRun;
import dev.silversmith.app.port.RunInsights;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepLine;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** Shows what a resume would do, without doing it. */
@ApplicationScoped
public class ShowResume {

    private final ResumeRequest requests;
    private final ResumePlan plans;
    private final RunInsights insights;
    private final RefreshQueries refreshes;

    @Inject
    public ShowResume(ResumeRequest requests, ResumePlan plans, RunInsights insights, RefreshQueries refreshes) {
        this.requests = requests;
        this.plans = plans;
        this.insights = insights;
        this.refreshes = refreshes;
    }

    ShowResume() {
        this(null, null, null, null);
    }

    /**
     * What a resume means.
     *
     * @param again the procedures that run again, in the plan's order
     * @param kept those that have succeeded and stay as they are
     * @param views those that are refreshed again, in the plan's order
     * @param changes what is different from the plan since; empty if it goes on as planned
     * @param acceptable whether it can go on all the same, if somebody says why
     */
    public record Preview(
            List<StepLine> again,
            List<StepLine> kept,
            List<QualifiedName> views,
            List<Violation> changes,
            boolean acceptable) {

        /** Whether some of those that run again commit by themselves, so that what they have committed may be done twice. */
        public boolean atLeastOnce() {
            return again.stream()
                    .anyMatch(line ->
                            line.transaction().isOwn() && line.startedAt().isPresent());
        }

        public Preview {
            again = List.copyOf(again);
            kept = List.copyOf(kept);
            views = List.copyOf(views);
            changes = List.copyOf(changes);
        }
    }

    /** What a resume of a run that has failed or was cancelled means. */
    public Preview of(RunView run) {
        List<StepLine> lines = insights.lines(run.id());
        List<Violation> changes = changes(run, false);
        return new Preview(
                lines.stream()
                        .filter(line -> line.status() != StepStatus.SUCCEEDED)
                        .toList(),
                lines.stream()
                        .filter(line -> line.status() == StepStatus.SUCCEEDED)
                        .toList(),
                refreshes.open(run.id()),
                changes,
                changes.isEmpty() || changes(run, true).isEmpty());
    }

    private List<Violation> changes(RunView run, boolean acceptDrift) {
        Optional<EndedRun> ended = requests.find(run.id());
        if (ended.isEmpty()) {
            return List.of();
        }
        try {
            plans.of(run.id(), ended.get(), acceptDrift);
            return List.of();
        } catch (ProblemException changed) {
            if (changed.problem() != Problem.PLAN_CHANGED) {
                throw changed;
            }
            return changed.violations();
        }
    }
}
