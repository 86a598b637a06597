package dev.silversmith.app;

import dev.silversmith.core.shared.OneLine;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes the second person's word on a full run; an approved one may start at once. */
@ApplicationScoped
public class DecideRun {

    private static final Logger LOG = Logger.getLogger(DecideRun.class.getName());

    private final DecisionRequest request;
    private final RunDispatcher dispatcher;

    @Inject
    public DecideRun(DecisionRequest request, RunDispatcher dispatcher) {
        this.request = request;
        this.dispatcher = dispatcher;
    }

    DecideRun() {
        this(null, null);
    }

    /**
     * Approves or rejects a run that waits for it.
     *
     * @param reason why; a rejection needs one
     * @param seen fingerprint of the plan that the actor has looked at; empty to approve whatever plan the run has
     * @param actor who decides
     * @throws ProblemException NOT_FOUND; FOUR_EYES if the actor is who asked, in whatever spelling; APPROVAL_DECIDED if the run does not wait
     *     for a decision, saying what became of it; PLAN_CHANGED if the run has another plan than the one seen, or, with every change, if what would run is not
     *     what was requested, which ends the run
     */
    public void decide(UUID runId, boolean approve, Optional<String> reason, Optional<String> seen, String actor) {
        Optional<ProblemException> refusal = request.decide(runId, approve, reason, seen, actor);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        if (approve) {
            dispatch(runId);
        }
    }

    /** The decision stands whatever happens now; the supervisor dispatches every second. */
    private void dispatch(UUID id) {
        try {
            dispatcher.dispatch();
        } catch (RuntimeException fault) {
            LOG.log(Level.WARNING, "run {0} is approved and will be dispatched later: {1}", new Object[] {
                id, OneLine.of(fault)
            });
        }
    }
}
