package dev.silversmith.pg;

import dev.silversmith.app.port.RecoveryStore;
import dev.silversmith.app.port.RunLease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.UUID;

/** Settles lost runs in the control login's transactions. */
@ApplicationScoped
public class PgRecoveryStore implements RecoveryStore {

    private final ControlDatabase control;
    private final Clock clock;

    @Inject
    PgRecoveryStore(ControlDatabase control, Clock clock) {
        this.control = control;
        this.clock = clock;
    }

    PgRecoveryStore() {
        this(null, null);
    }

    @Override
    public void closeJob(UUID runId) {
        control.inTransaction("end of a lost job", connection -> BatchRepository.close(connection, runId));
    }

    @Override
    public int closeJobsLeftBehind() {
        return control.inTransaction("end of lost jobs", BatchRepository::closeLeftBehind);
    }

    @Override
    public void interruptLost(RunLease lease, String why, int most) {
        control.inTransaction(
                "settlement of lost attempts",
                connection -> LostAttempts.interrupt(connection, lease, why, most, clock.instant()));
    }

    @Override
    public void cancelLost(RunLease lease) {
        control.inTransaction("cancel of lost attempts", connection -> LostAttempts.cancel(connection, lease));
    }
}
