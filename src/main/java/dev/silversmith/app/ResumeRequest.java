package dev.silversmith.app;

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

    @Inject
    public ResumeRequest(ResumeStore runs) {
        this.runs = runs;
    }

    ResumeRequest() {
        this(null);
    }

    @Transactional
    public Optional<EndedRun> find(UUID runId) {
        return runs.find(runId);
    }

    @Transactional
    public Optional<RunStatus> resume(UUID runId, Resumption resumption) {
        return runs.resume(runId, resumption);
    }
}
