package dev.silversmith.pg;

import dev.silversmith.app.port.AuditTrail;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Appends to the audit trail through the database's own function, the only way in. */
@ApplicationScoped
public class PgAuditTrail implements AuditTrail {

    private static final String RECORD =
            "select silversmith.record_audits(?, ?, ?, ?, ?, ?::text[]::jsonb[], ?::text[]::jsonb[])";

    private static final List<Function<Event, String>> FIELDS = List.of(
            Event::actor,
            Event::action,
            Event::objectType,
            Event::objectId,
            event -> event.reason().orElse(null),
            event -> event.before().orElse(null),
            event -> event.after().orElse(null));

    private final ControlDatabase control;

    @Inject
    PgAuditTrail(ControlDatabase control) {
        this.control = control;
    }

    PgAuditTrail() {
        this(null);
    }

    @Override
    public void record(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        control.inTransaction("audit of " + events.get(0).action(), connection -> record(connection, events));
    }

    private static boolean record(Connection connection, List<Event> events) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            for (int place = 0; place < FIELDS.size(); place++) {
                Array values = connection.createArrayOf(
                        "text", events.stream().map(FIELDS.get(place)).toArray());
                statement.setArray(place + 1, values);
            }
            return statement.execute();
        }
    }
}
