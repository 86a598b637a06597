package dev.silversmith.app;

import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Does the work of one unit when there is a lane for it; a fault nobody expected is a failure that tells only its incident. */
@ApplicationScoped
public class InLane {

    private static final Logger LOG = Logger.getLogger(InLane.class.getName());

    private final LaneLimit limit;

    @Inject
    public InLane(LaneLimit limit) {
        this.limit = limit;
    }

    InLane() {
        this(null);
    }

    UnitResult execute(String unit, UnitControl control, Supplier<UnitResult> work) throws InterruptedException {
        if (!limit.acquire(control)) {
            return new UnitResult.Cancelled(0);
        }
        try {
            return work.get();
        } catch (RuntimeException fault) {
            UUID incident = UUID.randomUUID();
            LOG.log(Level.SEVERE, "incident %s: %s could not be executed".formatted(incident, OneLine.of(unit)), fault);
            return UnitResult.Failed.early(StepError.of("unexpected fault of the engine, incident " + incident));
        } finally {
            limit.release();
        }
    }
}
