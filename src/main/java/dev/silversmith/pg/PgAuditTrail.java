package dev.silversmith.pg;

import dev.silversmith.app.port.AuditTrail;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.util.Optional;

/** Appends to the audit trail through the database's own function, the only way in. */
@ApplicationScoped
public class PgAuditTrail implements AuditTrail {

    private static final String RECORD = "select silversmith.record_audit(?, ?, ?, ?, null, ?::jsonb, ?::jsonb)";

    private final ControlDatabase control;

    @Inject
    PgAuditTrail(ControlDatabase control) {
        this.control = control;
    }

    PgAuditTrail() {
        this(null);
    }

    @Override
    public void record(
            String actor,
            String action,
            String objectType,
            String objectId,
            Optional<String> before,
            Optional<String> after) {
        control.inTransaction("audit of " + action, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
                statement.setString(1, actor);
                statement.setString(2, action);
                statement.setString(3, objectType);
                statement.setString(4, objectId);
                statement.setString(5, before.orElse(null));
                statement.setString(6, after.orElse(null));
                return statement.execute();
            }
        });
    }
}
