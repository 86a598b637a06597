package dev.silversmith.app;

import dev.silversmith.app.port.JobFormat;
import dev.silversmith.app.port.RunStore.KeyedRun;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.core.shared.TimeOrderedId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Takes a request for a run: plans it, keeps it with its steps, and lets it be admitted.
 *
 * <p>One run per idempotency key: the same request under the same key gives the run that exists, another one is refused. A refused request
 * does not use up its key.
 */
@ApplicationScoped
public class StartRun {

    private static final Logger LOG = Logger.getLogger(StartRun.class.getName());

    private final PreviewPlan plans;
    private final KeepRun keep;
    private final JobFormat jobs;
    private final RunDispatcher dispatcher;
    private final Clock clock;

    @Inject
    public StartRun(PreviewPlan plans, KeepRun keep, JobFormat jobs, RunDispatcher dispatcher, Clock clock) {
        this.plans = plans;
        this.keep = keep;
        this.jobs = jobs;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    StartRun() {
        this(null, null, null, null, null);
    }

    /**
     * The run of a request.
     *
     * @param replayed whether it existed before
     */
    public record Started(UUID runId, boolean replayed) {}

    /**
     * Makes the run, or finds the one that the key has made before.
     *
     * @param idempotencyKey 1 to 255 printable characters
     * @param actor who asks
     * @throws ProblemException if the key belongs to another request or user, or there is no plan
     */
    public Started start(String idempotencyKey, RunRequest request, String actor) {
        String fingerprint = RequestFingerprint.of(request);
        Optional<Started> known = known(idempotencyKey, fingerprint, actor);
        return known.orElseGet(() -> make(idempotencyKey, fingerprint, request, actor));
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

    private static void refuseRefreshes(Plan plan) {
        if (!plan.refreshes().isEmpty()) {
            String views = plan.refreshes().keySet().stream()
                    .map(QualifiedName::toString)
                    .collect(Collectors.joining(", "));
            throw new ProblemException(
                    Problem.NOT_BUILT_YET,
                    "the plan refreshes %s, and a run cannot refresh views yet; exclude the procedures that are linked to them, or remove the links"
                            .formatted(views));
        }
    }

    private Started make(String key, String fingerprint, RunRequest request, String actor) {
        if (request.plan().mode() == Mode.FULL) {
            throw new ProblemException(
                    Problem.NOT_BUILT_YET,
                    "mode full needs the approval of a second person, which is not supported yet");
        }
        Plan plan = plans.preview(request.plan());
        refuseRefreshes(plan);
        Instant now = clock.instant();
        UUID id = TimeOrderedId.at(now);
        LocalDate businessDate = request.businessDate().orElseGet(() -> LocalDate.ofInstant(now, request.timeZone()));
        boolean made = keep.keep(id, key, fingerprint, request, businessDate, actor, plan, jobs.write(id, plan));
        if (made) {
            dispatch(id);
            return new Started(id, false);
        }
        return known(key, fingerprint, actor)
                .orElseThrow(() -> new IllegalStateException("the key's run has vanished"));
    }
}
