package dev.silversmith.app;

import dev.silversmith.app.port.Outbox;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.app.port.RunStore.OpenStep;
import dev.silversmith.core.run.RunProgress;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.Skip;
import dev.silversmith.core.run.StepStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The end of a run, one transaction. */
@ApplicationScoped
public class RunEnd {

    private final RunStore runs;
    private final Outbox outbox;

    @Inject
    public RunEnd(RunStore runs, Outbox outbox) {
        this.runs = runs;
        this.outbox = outbox;
    }

    RunEnd() {
        this(null, null);
    }

    /** Takes away every attempt that was not claimed, if the run was started and has not ended. */
    @Transactional
    public void skipPending(RunLease lease) {
        if (runs.lockStatus(lease).filter(RunEnd::isUnderWay).isPresent()) {
            runs.skipPending(lease.runId(), Skip.RUN_STOPPED);
        }
    }

    /** A job that somebody starts past the queue says nothing of its run. */
    private static boolean isUnderWay(RunStatus status) {
        return status == RunStatus.RUNNING || status == RunStatus.CANCELLING;
    }

    /** None if the run was taken over: what runs now is another server's, and nobody else's to wait for or to end. */
    @Transactional
    public List<OpenStep> openSteps(RunLease lease) {
        return runs.lockStatus(lease).filter(RunEnd::isUnderWay).isPresent()
                ? runs.openSteps(lease.runId())
                : List.of();
    }

    /**
     * Gives the run its last status; that it failed is told to the webhook.
     *
     * @param error why it ended early; empty if it did not
     * @return empty if it had ended before, was never started, or was taken over
     */
    @Transactional
    public Optional<RunStatus> end(RunLease lease, Optional<String> error) {
        UUID runId = lease.runId();
        Optional<RunStatus> status = runs.lockStatus(lease);
        if (status.filter(RunEnd::isUnderWay).isEmpty()) {
            return Optional.empty();
        }
        boolean cancelled = status.get() == RunStatus.CANCELLING;
        List<StepStatus> attempts = runs.lastStatuses(runId);
        if (!attempts.stream().allMatch(StepStatus::isFinal)) {
            throw new IllegalStateException("run %s cannot end: an attempt of it is still under way".formatted(runId));
        }
        RunStatus closing = RunProgress.closing(attempts, cancelled);
        runs.close(runId, closing, closing == RunStatus.SUCCEEDED ? Optional.empty() : error);
        if (closing == RunStatus.FAILED) {
            outbox.runFailed(runId);
        }
        return Optional.of(closing);
    }
}
