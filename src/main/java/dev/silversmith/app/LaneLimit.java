package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.UnitControl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Keeps the units under way of all runs on this server within the size of the warehouse pool. */
@ApplicationScoped
public class LaneLimit {

    private static final long CANCEL_CHECK_MILLIS = 200;

    private final Semaphore permits;

    @Inject
    public LaneLimit(EngineSettings settings) {
        this.permits = new Semaphore(settings.maxLanes(), true);
    }

    LaneLimit() {
        this.permits = null;
    }

    /** Waits for a free lane; false if the unit was cancelled before there was one. */
    boolean acquire(UnitControl control) throws InterruptedException {
        while (!control.cancelled()) {
            if (permits.tryAcquire(CANCEL_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    void release() {
        permits.release();
    }
}
