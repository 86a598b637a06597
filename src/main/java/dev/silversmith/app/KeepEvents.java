package dev.silversmith.app;

import dev.silversmith.app.port.AuditTrail;
import dev.silversmith.app.port.AuditTrail.Event;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;

/** Keeps audit events of what changes nothing else, in one transaction. */
@ApplicationScoped
public class KeepEvents {

    private final AuditTrail audit;

    /** For the container's proxy. */
    KeepEvents() {
        this(null);
    }

    @Inject
    public KeepEvents(AuditTrail audit) {
        this.audit = audit;
    }

    @Transactional
    public void keep(List<Event> events) {
        audit.record(events);
    }
}
