package dev.silversmith.rest.events;

import java.util.Optional;

/**
 * One server-sent event.
 *
 * @param name its type
 * @param data JSON
 * @param id the position from which the stream goes on behind this event; empty between the events of one burst
 */
record Event(String name, String data, Optional<String> id) {

    private static final String ALIVE = "alive";

    static Event of(String name, String data) {
        return new Event(name, data, Optional.empty());
    }

    /** Nothing has happened, but the stream is alive; it tells where the stream stands. */
    static Event alive(Optional<String> position) {
        return new Event(ALIVE, "{}", position);
    }

    boolean isSignOfLife() {
        return name.equals(ALIVE);
    }

    Event at(String position) {
        return new Event(name, data, Optional.of(position));
    }
}
