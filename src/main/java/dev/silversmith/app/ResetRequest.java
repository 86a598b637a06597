package dev.silversmith.app;

import dev.silversmith.app.port.AuditTrail;
import dev.silversmith.app.port.Outbox;
import dev.silversmith.app.port.ResetView;
import dev.silversmith.app.port.WatermarkResets;
import dev.silversmith.app.port.WatermarkResets.Holder;
import dev.silversmith.app.port.WatermarkResets.Outcome;
import dev.silversmith.app.port.WatermarkResets.Target;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** What is done to watermarks by people, one transaction each; see {@link WatermarkResets}. */
@ApplicationScoped
public class ResetRequest {

    private final WatermarkResets resets;
    private final Outbox outbox;
    private final AuditTrail audit;

    @Inject
    public ResetRequest(WatermarkResets resets, Outbox outbox, AuditTrail audit) {
        this.resets = resets;
        this.outbox = outbox;
        this.audit = audit;
    }

    ResetRequest() {
        this(null, null, null);
    }

    @Transactional
    public Optional<Target> find(QualifiedName procedure) {
        return resets.find(procedure);
    }

    @Transactional
    public Outcome request(UUID id, UUID procedure, Optional<String> value, String reason, String actor) {
        Outcome outcome = resets.request(id, procedure, value, reason, actor);
        if (outcome == Outcome.DONE) {
            outbox.resetApprovalWanted(id);
        }
        return outcome;
    }

    @Transactional
    public Outcome decide(UUID id, boolean approve, Optional<String> reason, String actor) {
        return resets.decide(id, approve, reason, actor);
    }

    /** That somebody wanted to decide on a request of their own stays in the audit trail. */
    @Transactional
    public void noteOwn(ResetView reset, boolean approve, Optional<String> reason, String actor) {
        audit.record(
                actor,
                "watermark.decision.refuse",
                "watermark",
                reset.procedure().toString(),
                reason,
                Optional.empty(),
                Optional.of("{\"reset\": %d, \"decision\": \"%s\"}"
                        .formatted(reset.number(), approve ? "approve" : "reject")));
    }

    @Transactional
    public Outcome cancel(UUID id, String actor) {
        return resets.cancel(id, actor);
    }

    @Transactional
    public void expire() {
        resets.expire();
    }

    @Transactional
    public Optional<Holder> holder(UUID procedure) {
        return resets.holder(procedure);
    }
}
