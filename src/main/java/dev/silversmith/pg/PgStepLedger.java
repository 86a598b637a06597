package dev.silversmith.pg;

import dev.silversmith.app.port.Patience;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Outcomes other than success, by the control login, outside any transaction of the caller's. */
@ApplicationScoped
public class PgStepLedger implements StepLedger {

    private static final Logger LOG = Logger.getLogger(PgStepLedger.class.getName());

    private static final String WARNINGS = "update silversmith.transformation_step set warning_count = ? where id = ?";

    private final ControlDatabase control;
    private final Patience patience;

    @Inject
    PgStepLedger(ControlDatabase control, Patience patience) {
        this.control = control;
        this.patience = patience;
    }

    PgStepLedger() {
        this(null, null);
    }

    @Override
    public boolean failed(RunLease lease, List<UUID> steps, UnitResult.Failed failure, String because) {
        return record(lease, connection -> {
                    StepOutcomes.lock(connection, steps);
                    int failed = StepOutcomes.failed(connection, steps.get(failure.member()), failure);
                    endOthers(connection, steps, failure, because);
                    return failed;
                })
                == 1;
    }

    private static void endOthers(Connection connection, List<UUID> steps, UnitResult.Failed failure, String because)
            throws SQLException {
        StepOutcomes.end(connection, "rolled_back", null, steps.subList(0, failure.member()), "running");
        // All that are left: also members that are said to be pending, for a crash of the database has lost their
        // claim.
        StepOutcomes.skipped(
                connection, steps.stream().collect(Collectors.toMap(Function.identity(), step -> because)));
    }

    @Override
    public boolean failedOnce(
            RunLease lease,
            List<UUID> steps,
            UnitResult.Failed failure,
            String because,
            List<UUID> next,
            Duration wait) {
        return repeat(connection -> {
            if (!StepOutcomes.exists(connection, next.get(0))
                    && StepOutcomes.lockRunning(connection, lease)
                    && failedOnce(connection, steps, failure, because)) {
                StepOutcomes.next(connection, steps, next, wait);
            }
            // Looked up at last: a try whose answer was lost may have been under way still, unseen by the first look.
            return StepOutcomes.exists(connection, next.get(0));
        });
    }

    private static boolean failedOnce(
            Connection connection, List<UUID> steps, UnitResult.Failed failure, String because) throws SQLException {
        StepOutcomes.lock(connection, steps);
        if (StepOutcomes.failed(connection, steps.get(failure.member()), failure) == 0) {
            return false;
        }
        endOthers(connection, steps, failure, because);
        return true;
    }

    @Override
    public boolean refreshFailed(RunLease lease, UUID refresh, StepError error) {
        return record(lease, connection -> RefreshOutcomes.failed(connection, refresh, error)) == 1;
    }

    @Override
    public void cancelled(RunLease lease, List<UUID> steps, int finished) {
        end(lease, steps, finished, "cancelled", null, "pending", "running");
    }

    @Override
    public void interrupted(RunLease lease, List<UUID> steps, int finished, String why) {
        end(lease, steps, finished, "interrupted", why, "running");
    }

    @Override
    public void lost(RunLease lease, UUID step, String why) {
        record(lease, connection -> {
            StepOutcomes.lock(connection, List.of(step));
            return StepOutcomes.lost(connection, step, why)
                    + RefreshOutcomes.end(connection, "interrupted", why, List.of(step), "running");
        });
    }

    /** The finished ones again with the others: where a crash of the database has lost their claim, they are said to be pending. */
    private void end(RunLease lease, List<UUID> steps, int finished, String status, String why, String... from) {
        record(lease, connection -> {
            StepOutcomes.lock(connection, steps);
            StepOutcomes.end(connection, "rolled_back", null, steps.subList(0, finished), "running");
            return StepOutcomes.end(connection, status, why, steps, from)
                    + RefreshOutcomes.end(connection, status, why, steps, from);
        });
    }

    @Override
    public void unknown(RunLease lease, UUID step, UnitResult.Unknown outcome) {
        record(lease, connection -> {
            StepOutcomes.lock(connection, List.of(step));
            return StepOutcomes.unknown(connection, step, outcome.known());
        });
    }

    @Override
    public void skipped(RunLease lease, Map<UUID, String> reasons) {
        if (!reasons.isEmpty()) {
            record(
                    lease,
                    connection ->
                            StepOutcomes.skipped(connection, reasons) + RefreshOutcomes.skipped(connection, reasons));
        }
    }

    private int record(RunLease lease, ControlDatabase.Work<Integer> work) {
        return repeat(connection -> StepOutcomes.lockLease(connection, lease) ? work.with(connection) : 0);
    }

    @Override
    public void warnings(UUID stepId, int count) {
        repeat(connection -> Statements.update(connection, WARNINGS, count, stepId));
    }

    /** Each of these does nothing the second time, so it may be repeated until the database has answered. */
    private <T> T repeat(ControlDatabase.Work<T> work) {
        while (true) {
            try {
                return control.attempt(connection -> durably(connection, work));
            } catch (SQLException fault) {
                if (!PgErrors.mayPass(fault)) {
                    throw new DatabaseFault("record of an outcome", fault);
                }
                LOG.log(Level.WARNING, "an outcome could not be recorded, tried again: {0}", OneLine.of(fault));
                Pause.beforeNextTry("the record of an outcome", patience);
            }
        }
    }

    /** In one transaction, which a crash of the database must not lose: others count on it. */
    private static <T> T durably(Connection connection, ControlDatabase.Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            Statements.update(connection, "set local synchronous_commit = on");
            T result = work.with(connection);
            connection.commit();
            return result;
        } catch (SQLException fault) {
            connection.rollback();
            throw fault;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
