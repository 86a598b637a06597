package dev.silversmith.rest.events;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The events that wait for one reader. Nobody waits for a slow one: who has fallen far behind loses the connection and goes on from where
 * he was when he asks again.
 */
final class Channel {

    /** A reader with more events than this before him gets no further burst. */
    static final int MOST_WAITING = 2000;

    private final Outlet outlet;
    private final Executor executor;
    private final Queue<Event> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean finishing;

    Channel(Outlet outlet, Executor executor) {
        this.outlet = outlet;
        this.executor = executor;
    }

    /** Takes a burst to send; a first one may be of any size. */
    synchronized void offer(List<Event> burst) {
        if (waiting.size() > MOST_WAITING) {
            close();
            return;
        }
        waiting.addAll(burst);
        sendSoon();
    }

    /** Whether everything has been sent. */
    synchronized boolean isIdle() {
        return !sending && waiting.isEmpty();
    }

    /** Ends the stream when everything is sent. */
    synchronized void finish() {
        finishing = true;
        sendSoon();
    }

    synchronized void close() {
        waiting.clear();
        outlet.close();
    }

    boolean isClosed() {
        return outlet.isClosed();
    }

    /** On a thread of its own, for writing may block. */
    private void sendSoon() {
        if (sending) {
            return;
        }
        sending = true;
        try {
            executor.execute(this::send);
        } catch (RejectedExecutionException ending) {
            close();
        }
    }

    private void send() {
        Event next = next();
        while (next != null) {
            CompletionStage<?> written = written(next);
            if (!written.toCompletableFuture().isDone()) {
                written.whenComplete((unused, fault) -> goOn(fault));
                return;
            }
            if (written.toCompletableFuture().isCompletedExceptionally()) {
                close();
            }
            next = next();
        }
    }

    private CompletionStage<?> written(Event event) {
        try {
            return outlet.send(event);
        } catch (RuntimeException gone) {
            return CompletableFuture.failedFuture(gone);
        }
    }

    private void goOn(Throwable fault) {
        if (fault != null) {
            close();
        }
        executor.execute(this::send);
    }

    private synchronized Event next() {
        Event next = waiting.poll();
        if (next == null) {
            sending = false;
            if (finishing) {
                outlet.close();
            }
        }
        return next;
    }
}
