package dev.silversmith.app.port;

import dev.silversmith.core.run.StepStatus;
import java.util.Optional;
import java.util.UUID;

/** Finds out what became of a unit whose outcome is not known. */
public interface OutcomeResolver {

    /**
     * Waits until the unit's transaction is gone, ending its session if that takes long, and reads the attempt.
     *
     * @param leadStepId the first member's attempt, whose advisory lock the transaction holds
     * @param session the session that worked for it
     * @return the attempt's status; {@code RUNNING} means that nothing was committed
     */
    StepStatus resolve(UUID leadStepId, UnitControl.Session session);

    /**
     * Ends the session of a unit whose server is lost, for nobody waits for its result, and reads the attempt if the unit's transaction is gone.
     *
     * @param session the session that was recorded for it; null if none was
     * @return as {@link #resolve}; empty if the transaction is not gone yet, after a moment
     */
    Optional<StepStatus> resolveOrphan(UUID leadStepId, UnitControl.Session session);
}
