package dev.silversmith.app;

import dev.silversmith.core.run.RunStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/**
 * Cancels a run: nothing new starts, running statements are cancelled, and the run says {@code cancelled} when they are gone.
 *
 * <p>The server that executes the run sees the request at once if it is this one, else within a second.
 */
@ApplicationScoped
public class CancelRun {

    private final CancelRequest request;
    private final ActiveRuns activeRuns;

    @Inject
    public CancelRun(CancelRequest request, ActiveRuns activeRuns) {
        this.request = request;
        this.activeRuns = activeRuns;
    }

    CancelRun() {
        this(null, null);
    }

    /**
     * Asks for the cancel; asking twice is the same as asking once.
     *
     * @return the run's status afterwards
     * @throws dev.silversmith.core.shared.ProblemException if there is no such run or it has already ended
     */
    public RunStatus cancel(UUID runId, String actor) {
        RunStatus status = request.cancel(runId, actor);
        activeRuns.cancel(runId);
        return status;
    }
}
