package dev.silversmith.pg;

import dev.silversmith.app.port.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Asks PostgreSQL, outside any transaction of the caller's. */
@ApplicationScoped
public class PgDatabaseClock implements DatabaseClock {

    private final ControlDatabase control;

    @Inject
    PgDatabaseClock(ControlDatabase control) {
        this.control = control;
    }

    PgDatabaseClock() {
        this(null);
    }

    @Override
    public Instant instant() {
        return control.directly("the time", connection -> {
            try (PreparedStatement question = connection.prepareStatement("select clock_timestamp()");
                    ResultSet row = question.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        });
    }
}
