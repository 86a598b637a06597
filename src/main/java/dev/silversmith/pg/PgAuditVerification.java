package dev.silversmith.pg;

import dev.silversmith.app.port.AuditVerification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Checks the audit trail as the control login, which may read it. */
@ApplicationScoped
public class PgAuditVerification implements AuditVerification {

    private final ControlDatabase control;

    @Inject
    PgAuditVerification(ControlDatabase control) {
        this.control = control;
    }

    PgAuditVerification() {
        this(null);
    }

    @Override
    public Verdict verify(Optional<Link> anchor) {
        return control.directly("check of the audit trail", connection -> AuditCheck.verify(connection, anchor));
    }

    @Override
    public Link head() {
        return control.directly("look at the audit trail's head", AuditCheck::heads).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the audit trail has lost its head"));
    }
}
