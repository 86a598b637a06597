package dev.silversmith.app;

import dev.silversmith.app.KeepRun.Kept;
import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.JobFormat;
import dev.silversmith.app.port.RunStore.KeyedRun;
import dev.silversmith.app.port.RunStore.Overlap;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.run.Reason;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.core.shared.TimeOrderedId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Takes a request for a run: plans it, keeps it with its steps, and lets it be admitted; a full one waits for its approval first.
 *
 * <p>One run per idempotency key: the same request under the same key gives the run that exists, another one is refused. A refused request
 * does not use up its key; one that made a run is spent for ever, also when that run is deleted.
 */
@ApplicationScoped
public class StartRun {

    private static final Logger LOG = Logger.getLogger(StartRun.class.getName());

    /** Named in a refusal beside the first one. */
    private static final int MOST_OVERLAPS = 10;

    private final PreviewPlan plans;
    private final KeepRun keep;
    private final JobFormat jobs;
    private final RunDispatcher dispatcher;
    private final RefusedRequest refused;
    private final DatabaseClock clock;
    private final Turn turn = new Turn();

    @Inject
    public StartRun(
            PreviewPlan plans,
            KeepRun keep,
            JobFormat jobs,
            RunDispatcher dispatcher,
            RefusedRequest refused,
            DatabaseClock clock) {
        this.plans = plans;
        this.keep = keep;
        this.jobs = jobs;
        this.dispatcher = dispatcher;
        this.refused = refused;
        this.clock = clock;
    }

    StartRun() {
        this(null, null, null, null, null, null);
    }

    /**
     * The run of a request.
     *
     * @param replayed whether it existed before
     */
    public record Started(UUID runId, boolean replayed) {}

    /**
     * Who asks.
     *
     * @param name the user's name
     * @param operator whether the user may ask for a full refresh
     */
    public record Requester(String name, boolean operator) {}

    /**
     * Makes the run, or finds the one that the key has made before.
     *
     * @param idempotencyKey 1 to 255 printable characters
     * @throws ProblemException if the key belongs to another request or user, its run was deleted, there is no plan, the run would overlap
     *     and shall not wait, or a full refresh lacks what it needs; that a full refresh was refused is audited
     */
    public Started start(String idempotencyKey, RunRequest request, Requester requester) {
        return start(idempotencyKey, request, requester, Optional.empty());
    }

    /**
     * As {@link #start(String, RunRequest, Requester)}, of exactly the plan that the requester has seen.
     *
     * @param seen the fingerprint of that plan; empty if whatever the plan is now is wanted
     * @throws ProblemException also {@link Problem#PLAN_CHANGED} if the request gives another plan now; no run was made
     */
    public Started start(String idempotencyKey, RunRequest request, Requester requester, Optional<String> seen) {
        try {
            return start(idempotencyKey, request, requester, () -> seen(plans.preview(request.plan()), seen));
        } catch (ProblemException refusal) {
            if (request.plan().mode() == Mode.FULL && refusal.problem().status() < 500) {
                refused.note(requester.name(), idempotencyKey, request, refusal);
            }
            throw refusal;
        }
    }

    /**
     * Makes a run that refreshes one view and does nothing else, or finds the one that the key has made before.
     *
     * @throws ProblemException NOT_FOUND or UNKNOWN_VIEW if there is nothing to refresh
     */
    public Started refresh(String idempotencyKey, QualifiedName view, Requester requester) {
        String select = PlannedRefresh.unitName(view);
        var plan = new PlanRequest(
                Mode.INCREMENTAL, TransactionScope.PER_PROCEDURE, select, "", Collections.emptySortedMap(), 1);
        var request = new RunRequest(
                plan,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                ZoneOffset.UTC,
                "refresh",
                FullRefresh.UNCONFIRMED);
        return start(idempotencyKey, request, requester, () -> plans.refresh(view));
    }

    private Started start(String key, RunRequest request, Requester requester, Supplier<Plan> planning) {
        String fingerprint = RequestFingerprint.of(request);
        return known(key, fingerprint, requester.name())
                .orElseGet(() -> makeUnlessKnown(key, fingerprint, request, requester, planning));
    }

    /** What refuses the request may be its own twin, or be newer than its twin: a concurrent duplicate gets the first one's run. */
    private Started makeUnlessKnown(
            String key, String fingerprint, RunRequest request, Requester requester, Supplier<Plan> planning) {
        try {
            return make(key, fingerprint, request, requester, planning);
        } catch (ProblemException refusal) {
            return known(key, fingerprint, requester.name()).orElseThrow(() -> refusal);
        }
    }

    private Optional<Started> known(String key, String fingerprint, String actor) {
        return keep.find(key)
                .map(run -> new Started(same(run, fingerprint, actor).id(), true));
    }

    private static KeyedRun same(KeyedRun run, String fingerprint, String actor) {
        if (!run.requestFingerprint().equals(fingerprint) || !run.requestedBy().equals(actor)) {
            throw new ProblemException(
                    Problem.IDEMPOTENCY_KEY_REUSED,
                    "this idempotency key was used for another request; take a new key for a new request");
        }
        if (run.purged()) {
            throw ProblemException.ofRun(
                    Problem.RUN_PURGED,
                    "run %d (%s) of this idempotency key was deleted for its age; take a new key to run it again"
                            .formatted(run.number(), run.id()),
                    run.id());
        }
        return run;
    }

    /** The run exists whatever happens now; the supervisor dispatches every second. */
    private void dispatch(UUID id) {
        try {
            dispatcher.dispatch();
        } catch (RuntimeException fault) {
            LOG.log(Level.WARNING, "run {0} is queued and will be dispatched later: {1}", new Object[] {
                id, OneLine.of(fault)
            });
        }
    }

    private static Plan seen(Plan plan, Optional<String> seen) {
        if (seen.isPresent() && !seen.get().equals(plan.fingerprint())) {
            throw new ProblemException(
                    Problem.PLAN_CHANGED,
                    "the plan is not the one that was seen; look at it as it is now and ask again");
        }
        return plan;
    }

    private static void refuseUnfounded(FullRefresh full, Requester requester) {
        if (!requester.operator()) {
            throw new ProblemException(
                    Problem.FORBIDDEN, "a full refresh is for the role operator to request; ask for mode incremental");
        }
        List<Violation> violations = new ArrayList<>();
        if (!full.confirmed()) {
            violations.add(Violation.at(
                    "a full refresh has to be confirmed: fullRefresh.confirmed must be true",
                    "fullRefresh",
                    "confirmed"));
        }
        if (!Reason.isEnough(full.reason())) {
            violations.add(Violation.at(
                    "a full refresh needs a reason of at least %d characters, for whoever approves it"
                            .formatted(Reason.SHORTEST),
                    "fullRefresh",
                    "reason"));
        }
        ProblemException.throwIfAny(Problem.FULL_REFRESH_REFUSED, violations);
    }

    private static void refuseOverlaps(List<Overlap> overlaps) {
        if (!overlaps.isEmpty()) {
            Overlap first = overlaps.get(0);
            String others = overlaps.stream()
                    .skip(1)
                    .limit(MOST_OVERLAPS)
                    .map(other -> Long.toString(other.number()))
                    .collect(Collectors.joining(", "));
            throw ProblemException.ofRun(
                    Problem.RUN_OVERLAP,
                    "run %d is not over and has %s, too%s; ask again later, or with onOverlap: queue"
                            .formatted(
                                    first.number(),
                                    first.procedure(),
                                    others.isEmpty() ? "" : " (and there are overlaps with " + others + ")"),
                    first.runId());
        }
    }

    private Started make(
            String key, String fingerprint, RunRequest request, Requester requester, Supplier<Plan> planning) {
        if (request.plan().mode() == Mode.FULL) {
            refuseUnfounded(request.full(), requester);
        }
        String actor = requester.name();
        Plan plan = planning.get();
        // A business date must be the same whichever server is asked.
        Instant now = clock.instant();
        UUID id = TimeOrderedId.at(now);
        LocalDate businessDate = request.businessDate().orElseGet(() -> LocalDate.ofInstant(now, request.timeZone()));
        String job = jobs.write(id, plan);
        Kept kept = turn.take(() -> keep.keep(id, key, fingerprint, request, businessDate, actor, plan, job));
        refuseOverlaps(kept.overlaps());
        if (kept.made()) {
            dispatch(id);
            return new Started(id, false);
        }
        return known(key, fingerprint, actor)
                .orElseThrow(() -> new IllegalStateException("the key's run has vanished"));
    }
}
