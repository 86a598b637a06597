package dev.silversmith.rest.events;

import java.util.concurrent.CompletionStage;

/** Where the events of one watcher go to. */
interface Outlet {

    /** Sends an event; the stage ends when it is written, or cannot be. Called for one event at a time. */
    CompletionStage<?> send(Event event);

    /** Ends the stream; harmless when it has ended. */
    void close();

    /** Whether nobody reads any more. */
    boolean isClosed();
}
