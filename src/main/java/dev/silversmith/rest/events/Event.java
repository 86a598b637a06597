package dev.silversmith.rest.events;

import java.util.Optional;

/**
 * One server-sent event.
 *
 * @param name its type; empty for a sign of life, which no reader sees as an event
 * @param data JSON; empty for a sign of life
 * @param id the position from which the stream goes on behind this event; empty between the events of one burst
 */
record Event(Optional<String> name, String data, Optional<String> id) {

    static Event of(String name, String data) {
        return new Event(Optional.of(name), data, Optional.empty());
    }

    /** A sign of life that tells where the stream stands. */
    static Event alive(Optional<String> position) {
        return new Event(Optional.empty(), "", position);
    }

    Event at(String position) {
        return new Event(name, data, Optional.of(position));
    }
}
