package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.JobLauncher.JobIds;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.app.port.RunStore.AdmittedRun;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** The admission of a run, one transaction. */
@ApplicationScoped
public class RunAdmission {

    private final RunStore runs;
    private final EngineSettings settings;

    @Inject
    public RunAdmission(RunStore runs, EngineSettings settings) {
        this.runs = runs;
        this.settings = settings;
    }

    RunAdmission() {
        this(null, null);
    }

    @Transactional
    public Optional<UUID> admitNext() {
        return runs.admitNext(settings.serverId(), settings.lease());
    }

    /** In a transaction of its own, so that a run which cannot be read is admitted and closed, and does not block the others. */
    @Transactional
    public AdmittedRun load(UUID runId) {
        return runs.load(runId);
    }

    @Transactional
    public void launched(UUID runId, JobIds ids) {
        runs.launched(runId, ids);
    }
}
