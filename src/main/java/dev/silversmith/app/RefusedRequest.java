package dev.silversmith.app;

import dev.silversmith.app.port.AuditTrail;
import dev.silversmith.app.port.OverrideFormat;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** That a full refresh was asked for and refused: the one thing that stays of it, in a transaction of its own. */
@ApplicationScoped
public class RefusedRequest {

    private final AuditTrail audit;
    private final OverrideFormat format;

    @Inject
    public RefusedRequest(AuditTrail audit, OverrideFormat format) {
        this.audit = audit;
        this.format = format;
    }

    RefusedRequest() {
        this(null, null);
    }

    /**
     * Audits a refusal.
     *
     * @param key the idempotency key under which it was asked for
     */
    @Transactional
    public void note(String actor, String key, RunRequest request, ProblemException why) {
        audit.record(
                actor,
                "run.refuse",
                "request",
                key,
                Optional.empty(),
                Optional.of(format.refusal(request.plan(), request.full(), why)));
    }
}
