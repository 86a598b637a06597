package dev.silversmith.boot;

import dev.silversmith.app.ServerStop;
import dev.silversmith.app.Supervisor;
import dev.silversmith.app.port.RunningWork;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Notices at once that the server is being stopped, and sees to it that it has ended in time.
 *
 * <p>The container tells an application at the very end, after it has waited up to half a minute for work under way, and only then. But its
 * executors take nothing more from the first moment on, after a signal as after a command, and never when only the application is stopped.
 */
@ApplicationScoped
public class StopWatch {

    private static final Logger LOG = Logger.getLogger(StopWatch.class.getName());

    private static final long LOOK_AGAIN_MILLIS = 100;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Resource
    private ManagedThreadFactory threads;

    @Inject
    private ServerStop end;

    @Inject
    private Supervisor supervisor;

    @Inject
    private RunningWork running;

    private volatile boolean over;

    private Thread watch;

    void start() {
        watch = threads.newThread(this::watch);
        watch.setName("silversmith stop watch");
        watch.start();
    }

    /**
     * Between two parts of the start.
     *
     * @throws IllegalStateException if the server is being stopped
     */
    void goOn() {
        if (executorIsClosed()) {
            throw new IllegalStateException("the server is being stopped");
        }
    }

    private void watch() {
        boolean stopping = false;
        while (!stopping && !over && pause()) {
            stopping = executorIsClosed();
        }
        if (stopping) {
            end.begin();
            haltInTime();
            // It asks the database, which may not answer, and this thread must go on.
            threads.newThread(this::stopRuns).start();
        }
        while (stopping && !over && pause()) {
            if (end.isOver()) {
                running.abortSessions();
            }
        }
    }

    private boolean executorIsClosed() {
        try {
            Future<?> nothing = executor.submit(() -> {});
            LOG.log(Level.FINEST, "work is taken: {0}", nothing);
            return false;
        } catch (RejectedExecutionException closed) {
            return true;
        } catch (RuntimeException unclear) {
            LOG.log(Level.FINE, "whether work is taken is not known", unclear);
            return false;
        }
    }

    private void stopRuns() {
        try {
            supervisor.stop();
        } catch (RuntimeException fault) {
            LOG.log(Level.INFO, "runs are stopped once more at the application's end", fault);
        }
    }

    /** A thread of nobody's that nobody ends: some thread of the server's may wait for the database and hold up the end. */
    private void haltInTime() {
        Duration left = end.left().orElseThrow();
        Thread halt = new Thread(
                () -> {
                    if (pause(left.toMillis())) {
                        LOG.log(Level.SEVERE, "the server has not ended in time and is ended now");
                        Runtime.getRuntime().halt(1);
                    }
                },
                "silversmith halt");
        halt.setDaemon(true);
        halt.start();
    }

    /** The application ends in an orderly way; whatever still waits for the database is cut off. */
    void stop(boolean ended) {
        if (!ended) {
            running.abortSessions();
        }
        over = true;
        if (watch != null) {
            watch.interrupt();
        }
    }

    private static boolean pause() {
        return pause(LOOK_AGAIN_MILLIS);
    }

    private static boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
