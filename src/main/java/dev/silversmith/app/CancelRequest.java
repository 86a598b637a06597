package dev.silversmith.app;

import dev.silversmith.app.port.RunStore;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.UUID;

/** The request to cancel a run, one transaction; the database adds the audit event. */
@ApplicationScoped
public class CancelRequest {

    private final RunStore runs;

    @Inject
    public CancelRequest(RunStore runs) {
        this.runs = runs;
    }

    CancelRequest() {
        this(null);
    }

    @Transactional
    public RunStatus cancel(UUID runId, String actor) {
        RunStatus status = runs.lockStatus(runId)
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "there is no run " + runId));
        if (status == RunStatus.CANCELLING || status == RunStatus.CANCELLED) {
            return status;
        }
        if (status.isFinal()) {
            throw new ProblemException(
                    Problem.RUN_FINISHED, "run %s has already ended: %s".formatted(runId, status.word()));
        }
        RunStatus to = status == RunStatus.RUNNING ? RunStatus.CANCELLING : RunStatus.CANCELLED;
        runs.cancel(runId, to, actor);
        return to;
    }
}
