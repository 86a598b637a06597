package dev.silversmith.rest.events;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.CompletionStage;

/** Jakarta REST's end of a stream. */
final class SseOutlet implements Outlet {

    /** How soon a browser that has lost the stream asks for it again. */
    private static final long RETRY_MILLIS = 2000;

    private final SseEventSink sink;
    private final Sse sse;

    SseOutlet(SseEventSink sink, Sse sse) {
        this.sink = sink;
        this.sse = sse;
    }

    @Override
    public CompletionStage<?> send(Event event) {
        OutboundSseEvent.Builder builder =
                sse.newEventBuilder().name(event.name()).data(event.data());
        event.id().ifPresent(builder::id);
        if (event.isSignOfLife()) {
            builder.comment(event.name()).reconnectDelay(RETRY_MILLIS);
        }
        return sink.send(builder.build());
    }

    @Override
    public void close() {
        sink.close();
    }

    @Override
    public boolean isClosed() {
        return sink.isClosed();
    }
}
