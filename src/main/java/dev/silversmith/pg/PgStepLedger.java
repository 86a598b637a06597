package dev.silversmith.pg;

import dev.silversmith.app.port.Patience;
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
    public boolean failed(UUID stepId, UnitResult.Failed failure) {
        return repeat(connection -> StepOutcomes.failed(connection, stepId, failure)) == 1;
    }

    @Override
    public boolean failedOnce(
            List<UUID> steps, UnitResult.Failed failure, String because, List<UUID> next, Duration wait) {
        return repeat(connection -> {
            connection.setAutoCommit(false);
            try {
                if (!StepOutcomes.exists(connection, next.get(0)) && failedOnce(connection, steps, failure, because)) {
                    StepOutcomes.next(connection, steps, next, wait);
                }
                // Looked up at last: a try whose answer was lost may have been under way still, unseen by the first
                // look.
                boolean made = StepOutcomes.exists(connection, next.get(0));
                connection.commit();
                return made;
            } catch (SQLException fault) {
                connection.rollback();
                throw fault;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    private static boolean failedOnce(
            Connection connection, List<UUID> steps, UnitResult.Failed failure, String because) throws SQLException {
        int culprit = failure.member();
        if (!StepOutcomes.lockRunning(connection, steps.get(0))) {
            return false;
        }
        StepOutcomes.lock(connection, steps);
        if (StepOutcomes.failed(connection, steps.get(culprit), failure) == 0) {
            return false;
        }
        // The next attempt counts on these rows: a crash of the database must not lose them.
        Statements.update(connection, "set local synchronous_commit = on");
        StepOutcomes.end(connection, "rolled_back", steps.subList(0, culprit), "running");
        // All that are left: also members that are said to be pending, for a crash of the database has lost their
        // claim.
        StepOutcomes.skipped(
                connection, steps.stream().collect(Collectors.toMap(Function.identity(), step -> because)));
        return true;
    }

    @Override
    public void rolledBack(List<UUID> stepIds) {
        end("rolled_back", stepIds, "running");
    }

    @Override
    public void cancelled(List<UUID> stepIds) {
        end("cancelled", stepIds, "pending", "running");
    }

    @Override
    public void interrupted(List<UUID> stepIds) {
        end("interrupted", stepIds, "running");
    }

    private void end(String status, List<UUID> stepIds, String... from) {
        if (!stepIds.isEmpty()) {
            repeat(connection -> StepOutcomes.end(connection, status, stepIds, from));
        }
    }

    @Override
    public void skipped(Map<UUID, String> reasons) {
        if (!reasons.isEmpty()) {
            repeat(connection -> StepOutcomes.skipped(connection, reasons));
        }
    }

    @Override
    public void warnings(UUID stepId, int count) {
        repeat(connection -> Statements.update(connection, WARNINGS, count, stepId));
    }

    /** Each of these does nothing the second time, so it may be repeated until the database has answered. */
    private <T> T repeat(ControlDatabase.Work<T> work) {
        while (true) {
            try {
                return control.attempt(work);
            } catch (SQLException fault) {
                if (!PgErrors.isConnectionLoss(fault) && !PgErrors.isTransient(PgErrors.sqlState(fault))) {
                    throw new DatabaseFault("record of an outcome", fault);
                }
                LOG.log(Level.WARNING, "an outcome could not be recorded, tried again: {0}", OneLine.of(fault));
                Pause.beforeNextTry("the record of an outcome", patience);
            }
        }
    }
}
