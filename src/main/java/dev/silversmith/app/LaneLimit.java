package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.UnitControl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the units under way of all runs on this server within the size of the warehouse pool. Who waits longest is next, whichever run it
 * belongs to, so that neither a wide run nor many small ones keep another one out.
 */
@ApplicationScoped
public class LaneLimit {

    private static final long CANCEL_CHECK_MILLIS = 200;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** A place is kept while its unit waits, however often it looks whether it was cancelled. */
    private final Deque<UnitControl> waiting = new ArrayDeque<>();

    private int free;

    @Inject
    public LaneLimit(EngineSettings settings) {
        this.free = settings.maxLanes();
    }

    LaneLimit() {
        this.free = 0;
    }

    /** Waits for a free lane; false if the unit was cancelled before there was one. */
    boolean acquire(UnitControl control) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting.addLast(control);
            while (free == 0 || waiting.peekFirst() != control) {
                if (control.cancelled()) {
                    return false;
                }
                changed.await(CANCEL_CHECK_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (control.cancelled()) {
                return false;
            }
            free--;
            return true;
        } finally {
            waiting.remove(control);
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Units that wait for a lane. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    void release() {
        lock.lock();
        try {
            free++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
