package dev.silversmith.app.port;

import java.util.List;
import java.util.Optional;

/**
 * Appends to the audit trail, in the transaction of the act itself.
 *
 * <p>Until that transaction ends nobody else can append: an act records last, after everything for which it may have to wait. What happens
 * to runs and to resets of watermarks is recorded by the database itself.
 */
public interface AuditTrail {

    /**
     * What was done.
     *
     * @param actor who did it
     * @param action what was done, for example {@code catalog.import}
     * @param objectType the kind of thing it was done to
     * @param objectId which one
     * @param reason why, in the actor's words; empty where none was given
     * @param before JSON text of the state before; empty where there is none
     * @param after JSON text of the state after; empty where there is none
     */
    record Event(
            String actor,
            String action,
            String objectType,
            String objectId,
            Optional<String> reason,
            Optional<String> before,
            Optional<String> after) {}

    /** Appends events, each after the one before it, in one round trip. */
    void record(List<Event> events);

    /** Appends one event, see {@link Event}. */
    default void record(
            String actor,
            String action,
            String objectType,
            String objectId,
            Optional<String> reason,
            Optional<String> before,
            Optional<String> after) {
        record(List.of(new Event(actor, action, objectType, objectId, reason, before, after)));
    }
}
