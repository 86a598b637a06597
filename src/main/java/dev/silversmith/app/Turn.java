package dev.silversmith.app;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Work that the database does one after the other anyway: on this server it is begun one after the other, so that whoever waits holds no
 * connection, and the heartbeat always finds one.
 */
final class Turn {

    private static final long LONGEST_WAIT_SECONDS = 30;

    private final ReentrantLock lock = new ReentrantLock(true);

    /** @throws ProblemException UNAVAILABLE if it is not the caller's turn within half a minute, or the thread is interrupted */
    <T> T take(Supplier<T> work) {
        if (!locked()) {
            throw new ProblemException(
                    Problem.UNAVAILABLE,
                    "other requests are still being kept; repeat this one later under the same Idempotency-Key");
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private boolean locked() {
        try {
            return lock.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
