package dev.silversmith.rest.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what it gets; a slow one has written an event when the test says so. */
final class RecordedOutlet implements Outlet {

    final List<Event> events = new ArrayList<>();
    final List<CompletableFuture<Void>> unwritten = new ArrayList<>();
    boolean slow;
    boolean broken;
    private boolean closed;

    @Override
    public CompletionStage<?> send(Event event) {
        if (broken) {
            throw new IllegalStateException("the reader is gone");
        }
        events.add(event);
        if (!slow) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> written = new CompletableFuture<>();
        unwritten.add(written);
        return written;
    }

    List<String> names() {
        return events.stream().map(Event::name).toList();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }
}
