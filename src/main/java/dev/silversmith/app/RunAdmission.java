package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.JobLauncher.JobIds;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.app.port.RunStore.AdmittedRun;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** The admission of a run, one transaction. */
@ApplicationScoped
public class RunAdmission {

    private final RunStore runs;
    private final ServerLife life;
    private final EngineSettings settings;

    @Inject
    public RunAdmission(RunStore runs, ServerLife life, EngineSettings settings) {
        this.runs = runs;
        this.life = life;
        this.settings = settings;
    }

    RunAdmission() {
        this(null, null, null);
    }

    /** Empty too while another server has this one's name, whoever asks: it would execute nothing of the run. */
    @Transactional
    public Optional<RunLease> admitNext() {
        return life.superseded() ? Optional.empty() : runs.admitNext(life.self(), settings.lease());
    }

    /**
     * In a transaction of its own, so that a run which cannot be read is admitted and closed, and does not block the others.
     *
     * @return empty if the run was taken over
     */
    @Transactional
    public Optional<AdmittedRun> load(RunLease lease) {
        return runs.load(lease);
    }

    @Transactional
    public void launched(RunLease lease, JobIds ids) {
        runs.launched(lease, ids);
    }
}
