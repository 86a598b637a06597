package dev.silversmith.app;

import dev.silversmith.app.port.ResumeStore.EndedRun;
import dev.silversmith.app.port.ResumeStore.Resumption;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Goes on with a run that has failed or was cancelled: same plan, same parameters, and only what has not succeeded runs again. It takes its
 * turn in the queue like any other, whatever its request said about overlaps; its timeout begins anew.
 */
@ApplicationScoped
public class ResumeRun {

    private static final Logger LOG = Logger.getLogger(ResumeRun.class.getName());

    private final ResumeRequest requests;
    private final ResumePlan plans;
    private final RunDispatcher dispatcher;

    @Inject
    public ResumeRun(ResumeRequest requests, ResumePlan plans, RunDispatcher dispatcher) {
        this.requests = requests;
        this.plans = plans;
        this.dispatcher = dispatcher;
    }

    ResumeRun() {
        this(null, null, null);
    }

    /**
     * Who resumes, and what they say.
     *
     * @param operator whether they may request full runs
     * @param acceptDrift whether procedures that have changed since are taken as they are today
     * @param reason why; there is one where drift is accepted
     */
    public record Wish(String actor, boolean operator, boolean acceptDrift, Optional<String> reason) {}

    /**
     * Resumes a run.
     *
     * @throws ProblemException NOT_FOUND; FORBIDDEN for a full run and nobody who may request one; CONFLICT if the run is neither failed nor
     *     cancelled, somebody was first included; PLAN_CHANGED with every change of what is still to run
     */
    public void resume(UUID runId, Wish wish) {
        EndedRun run = find(runId);
        if (run.mode() == Mode.FULL && !wish.operator()) {
            throw new ProblemException(
                    Problem.FORBIDDEN, "a full run is resumed by an operator, as it is requested by one");
        }
        refuseUnlessEnded(run);
        Optional<Plan> plan = plans.of(runId, run, wish.acceptDrift());
        Optional<RunStatus> status = requests.resume(runId, new Resumption(plan, wish.reason(), wish.actor()));
        if (status.isEmpty()) {
            refuseUnlessEnded(find(runId));
            throw new ProblemException(
                    Problem.CONFLICT,
                    "run %d was resumed by somebody else and has ended again; look at it first"
                            .formatted(run.number()));
        }
        if (status.get() == RunStatus.QUEUED) {
            dispatch(runId);
        }
    }

    private EndedRun find(UUID runId) {
        return requests.find(runId)
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "there is no run " + runId));
    }

    private static void refuseUnlessEnded(EndedRun run) {
        String hindrance = RunActions.hindranceOfResume(run.status(), run.imported(), run.done());
        if (!hindrance.isEmpty()) {
            throw new ProblemException(Problem.CONFLICT, "run %d %s".formatted(run.number(), hindrance));
        }
    }

    /** The run is in the queue whatever happens now; the supervisor dispatches every second. */
    private void dispatch(UUID id) {
        try {
            dispatcher.dispatch();
        } catch (RuntimeException fault) {
            LOG.log(Level.WARNING, "run {0} is resumed and will be dispatched later: {1}", new Object[] {
                id, OneLine.of(fault)
            });
        }
    }
}
