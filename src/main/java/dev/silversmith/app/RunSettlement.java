package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore.TakenOver;
import dev.silversmith.app.port.RecoveryStore;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.app.port.RunStore.OpenStep;
import dev.silversmith.core.run.RunStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Brings the rows of a run that was taken over in line with what became of its attempts, in one transaction. */
@ApplicationScoped
public class RunSettlement {

    private static final Logger LOG = Logger.getLogger(RunSettlement.class.getName());

    private final RunStore runs;
    private final RecoveryStore recovery;
    private final EngineSettings settings;

    @Inject
    public RunSettlement(RunStore runs, RecoveryStore recovery, EngineSettings settings) {
        this.runs = runs;
        this.recovery = recovery;
        this.settings = settings;
    }

    RunSettlement() {
        this(null, null, null);
    }

    /** None if the run is somebody else's by now, or has ended: their attempts are no orphans, and nobody's to end. */
    @Transactional
    public List<OpenStep> openSteps(RunLease lease) {
        return runs.lockStatus(lease).filter(found -> !found.isFinal()).isPresent()
                ? runs.openSteps(lease.runId())
                : List.of();
    }

    /** Brings the batch repository in line with the runs that have ended. */
    @Transactional
    public void closeJobsLeftBehind() {
        int closed = recovery.closeJobsLeftBehind();
        if (closed > 0) {
            LOG.log(Level.INFO, "{0} jobs of runs that have ended were left open by servers that are lost", closed);
        }
    }

    /**
     * Settles the attempts of a run of which no transaction is left.
     *
     * @return whether it is to go on or to be cancelled; empty if it has ended or is somebody else's by now
     */
    @Transactional
    public Optional<RunStatus> settle(TakenOver lost) {
        Optional<RunStatus> status = runs.lockStatus(lost.lease()).filter(found -> !found.isFinal());
        if (status.isPresent() && lost.foreign()) {
            recovery.closeJob(lost.lease().runId());
        }
        if (status.filter(found -> found == RunStatus.CANCELLING).isPresent()) {
            recovery.cancelLost(lost.lease());
        } else if (status.isPresent()) {
            recovery.interruptLost(
                    lost.lease(), "its server %s was lost".formatted(lost.before()), settings.maxRecoveries());
        }
        return status;
    }
}
