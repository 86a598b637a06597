package dev.silversmith.app;

import dev.silversmith.app.port.Outbox;
import dev.silversmith.app.port.ResumeStore;
import dev.silversmith.app.port.ResumeStore.EndedRun;
import dev.silversmith.app.port.ResumeStore.Resumption;
import dev.silversmith.core.run.RunStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** A run's way back into the queue, one transaction each. */
@ApplicationScoped
public class ResumeRequest {

    private final ResumeStore runs;
    private final Outbox outbox;

    @Inject
    public ResumeRequest(ResumeStore runs, Outbox outbox) {
        this.runs = runs;
        this.outbox = outbox;
    }

    ResumeRequest() {
        this(null, null);
    }

    @Transactional
    public Optional<EndedRun> find(UUID runId) {
        return runs.find(runId);
    }

    @Transactional
    public Optional<RunStatus> resume(UUID runId, Resumption resumption) {
        Optional<RunStatus> status = runs.resume(runId, resumption);
        if (status.equals(Optional.of(RunStatus.PENDING_APPROVAL))) {
            outbox.approvalWanted(runId);
        }
        return status;
    }
}
