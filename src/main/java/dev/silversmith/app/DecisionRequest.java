package dev.silversmith.app;

import dev.silversmith.app.PlanDrift.Drift;
import dev.silversmith.app.port.ApprovalStore;
import dev.silversmith.app.port.ApprovalStore.Standing;
import dev.silversmith.app.port.AuditTrail;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.core.run.Person;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.Skip;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The second person's word, one transaction under the run's row lock: of all who decide, withdraw or expire a run, one comes first, and the
 * others find what it has done.
 */
@ApplicationScoped
public class DecisionRequest {

    private final RunStore runs;
    private final ApprovalStore approvals;
    private final PlanDrift drifts;
    private final AuditTrail audit;

    @Inject
    public DecisionRequest(RunStore runs, ApprovalStore approvals, PlanDrift drifts, AuditTrail audit) {
        this.runs = runs;
        this.approvals = approvals;
        this.drifts = drifts;
        this.audit = audit;
    }

    DecisionRequest() {
        this(null, null, null, null);
    }

    /**
     * Decides, unless there is a reason not to.
     *
     * @return why nothing was decided, to be thrown once this transaction has kept what came of it
     * @throws ProblemException if there is no such run
     */
    @Transactional
    public Optional<ProblemException> decide(
            UUID runId, boolean approve, Optional<String> reason, Optional<String> seen, String actor) {
        if (runs.lockStatus(runId).isEmpty()) {
            throw new ProblemException(Problem.NOT_FOUND, "there is no run " + runId);
        }
        Standing run = approvals.standing(runId);
        if (run.askedBy().isEmpty()) {
            return refusal(
                    runId,
                    Problem.APPROVAL_DECIDED,
                    "run %d needs no approval, so there is nothing to decide".formatted(run.number()));
        }
        if (isNoSecondPerson(run, actor)) {
            return fourEyes(runId, run, approve, reason, actor);
        }
        if (run.status() != RunStatus.PENDING_APPROVAL) {
            return refusal(runId, Problem.APPROVAL_DECIDED, decided(run));
        }
        if (run.overdue()) {
            return overdue(runId, run);
        }
        String fingerprint = approvals.kept(runId).plan().fingerprint();
        if (approve && !seen.orElse(fingerprint).equals(fingerprint)) {
            return refusal(
                    runId,
                    Problem.PLAN_CHANGED,
                    "run %d has another plan than the one you have looked at, it was resumed meanwhile; look at it again, then decide"
                            .formatted(run.number()));
        }
        return decide(runId, run, approve, reason, fingerprint, actor);
    }

    private Optional<ProblemException> decide(
            UUID runId, Standing run, boolean approve, Optional<String> reason, String fingerprint, String actor) {
        Drift drift = approve ? drifts.ofRun(runId) : new Drift(Optional.empty(), List.of());
        if (drift.changed()) {
            String error = "the plan has changed since it was requested, so that the request is void: " + drift.words();
            approvals.expire(runId, error);
            return Optional.of(new ProblemException(
                    Problem.PLAN_CHANGED,
                    "run %d is expired: %s; request it again".formatted(run.number(), error),
                    drift.changes()));
        }
        if (!approvals.decide(runId, approve, actor, reason, fingerprint)) {
            return overdue(runId, run);
        }
        if (!approve) {
            runs.skipPending(runId, Skip.RUN_REJECTED);
        }
        return Optional.empty();
    }

    private static boolean isNoSecondPerson(Standing run, String actor) {
        return Person.isNobody(actor)
                || Person.same(run.requestedBy(), actor)
                || Person.same(run.askedBy().orElseThrow(), actor);
    }

    private Optional<ProblemException> fourEyes(
            UUID runId, Standing run, boolean approve, Optional<String> reason, String actor) {
        audit.record(
                actor,
                "run.decision.refuse",
                "run",
                runId.toString(),
                reason,
                Optional.empty(),
                Optional.of("{\"decision\": \"%s\"}".formatted(approve ? "approve" : "reject")));
        return refusal(
                runId,
                Problem.FOUR_EYES,
                "run %d was requested by you; a second person has to decide on it (to withdraw it, cancel it)"
                        .formatted(run.number()));
    }

    private Optional<ProblemException> overdue(UUID runId, Standing run) {
        approvals.expire(runId, ExpireApprovals.undecided(run));
        return refusal(
                runId,
                Problem.APPROVAL_DECIDED,
                "run %d expired at %s, before anybody decided; request it again"
                        .formatted(run.number(), run.expiresAt().orElseThrow()));
    }

    private static String decided(Standing run) {
        String what = run.decision()
                .map(decision -> "%s by %s at %s"
                        .formatted(
                                decision.equals("approve") ? "approved" : "rejected",
                                run.decider().orElseThrow(),
                                run.decidedAt().orElseThrow()))
                .orElseGet(() -> run.cancelledBy()
                        .map(who -> "withdrawn by %s at %s".formatted(who, ended(run)))
                        .orElseGet(() -> "%s at %s".formatted(run.status().word(), ended(run))));
        return "run %d was %s and is %s"
                .formatted(run.number(), what, run.status().word());
    }

    private static String ended(Standing run) {
        return run.finishedAt().map(Object::toString).orElse("an unknown time");
    }

    private static Optional<ProblemException> refusal(UUID runId, Problem problem, String detail) {
        return Optional.of(ProblemException.ofRun(problem, detail, runId));
    }
}
