package dev.silversmith.app.port;

import java.util.Optional;

/** Appends to the audit trail, in the transaction of the act itself. */
public interface AuditTrail {

    /**
     * Appends one event.
     *
     * @param actor who did it
     * @param action what was done, for example {@code run.request}
     * @param objectType the kind of thing it was done to
     * @param objectId which one
     * @param before JSON text of the state before; empty where there is none
     * @param after JSON text of the state after; empty where there is none
     */
    void record(
            String actor,
            String action,
            String objectType,
            String objectId,
            Optional<String> before,
            Optional<String> after);
}
