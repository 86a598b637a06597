package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore.TakenOver;
import dev.silversmith.app.port.OutcomeResolver;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore.OpenStep;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Goes on with runs that have lost their server: takes them over, ends what is left of their attempts, and executes what has not succeeded.
 *
 * <p>It works in rounds and never waits in one: a run whose orphans are not gone yet is looked at again in the next. Each part may be cut off
 * anywhere and is done again by whoever takes the run over then.
 */
@ApplicationScoped
public class RecoverRuns {

    private static final Logger LOG = Logger.getLogger(RecoverRuns.class.getName());

    /** Take-overs in a row between which nothing was begun. */
    private static final int MOST_IN_VAIN = 10;

    private final Map<RunLease, TakenOver> open = new ConcurrentHashMap<>();
    private final ServerLife life;
    private final ActiveRuns activeRuns;
    private final RunSettlement settlement;
    private final OutcomeResolver outcomes;
    private final RunDispatcher dispatcher;
    private final CloseRun closing;
    private final EngineSettings settings;

    @Inject
    public RecoverRuns(
            ServerLife life,
            ActiveRuns activeRuns,
            RunSettlement settlement,
            OutcomeResolver outcomes,
            RunDispatcher dispatcher,
            CloseRun closing,
            EngineSettings settings) {
        this.life = life;
        this.activeRuns = activeRuns;
        this.settlement = settlement;
        this.outcomes = outcomes;
        this.dispatcher = dispatcher;
        this.closing = closing;
        this.settings = settings;
    }

    RecoverRuns() {
        this(null, null, null, null, null, null, null);
    }

    /** Takes over what is lost, as far as there are lanes for it, and goes on with what it can. */
    public void round() {
        takeOver();
        open.values().forEach(this::tryToGoOn);
    }

    /** Another server has taken these over. */
    void lose(List<RunLease> leases) {
        leases.forEach(open::remove);
    }

    /** This server stops: what it has not begun to execute is others'. */
    void stop() {
        List<RunLease> leases = List.copyOf(open.keySet());
        open.clear();
        for (RunLease lease : leases) {
            closing.release(lease, "the server was stopped");
        }
    }

    private void takeOver() {
        Optional<TakenOver> next = takeNext();
        while (next.isPresent()) {
            TakenOver lost = next.get();
            LogScope scope = LogScope.ofRun(lost.lease().runId());
            try (scope) {
                LOG.log(Level.WARNING, "run {0} has lost its server {1} and is taken over", new Object[] {
                    lost.lease().runId(), OneLine.of(lost.before())
                });
            }
            next = takeNext();
        }
    }

    /**
     * How many lanes a run has is known when it is loaded; until then it has the most. To be cancelled it needs none. There is room for one more
     * than for queued runs, which would else be faster whenever a lane is free.
     */
    private Optional<TakenOver> takeNext() {
        if (activeRuns.stopping() || life.superseded()) {
            return Optional.empty();
        }
        int lanes = activeRuns.lanes() + open.size() * settings.maxParallel();
        Optional<TakenOver> next =
                life.takeOver(activeRuns.leases(), lanes < settings.maxLanes() + settings.maxParallel());
        next.ifPresent(lost -> {
            open.put(lost.lease(), lost);
            activeRuns.recovering(lost.lease());
        });
        return next;
    }

    /** One that cannot go on now must not keep the others waiting. */
    private void tryToGoOn(TakenOver lost) {
        LogScope scope = LogScope.ofRun(lost.lease().runId());
        try (scope) {
            tryToGoOnWith(lost);
        }
    }

    private void tryToGoOnWith(TakenOver lost) {
        try {
            if (orphansAreGone(lost.lease()) && open.containsKey(lost.lease())) {
                goOn(lost);
                open.remove(lost.lease());
            }
        } catch (RuntimeException fault) {
            LOG.log(Level.WARNING, "run {0} cannot go on yet, tried again: {1}", new Object[] {
                lost.lease().runId(), OneLine.of(fault)
            });
        }
    }

    /** All are asked, so that all are ended. */
    private boolean orphansAreGone(RunLease lease) {
        boolean gone = true;
        for (OpenStep step : settlement.openSteps(lease)) {
            gone &= outcomes.resolveOrphan(step.lead(), step.session().orElse(null))
                    .isPresent();
        }
        return gone;
    }

    private void goOn(TakenOver lost) {
        RunLease lease = lost.lease();
        Optional<RunStatus> status = settlement.settle(lost);
        if (status.isEmpty()) {
            activeRuns.notRecovering(lease);
        } else if (status.get() == RunStatus.CANCELLING) {
            closing.cancelled(lease);
        } else if (lost.recoveries() > MOST_IN_VAIN) {
            closing.fail(
                    lease,
                    "the run was taken over %d times in a row without anything of it having begun; the servers' logs tell why"
                            .formatted(MOST_IN_VAIN));
        } else {
            dispatcher.launch(lease);
        }
    }
}
