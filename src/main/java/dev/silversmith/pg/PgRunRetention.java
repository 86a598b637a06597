package dev.silversmith.pg;

import dev.silversmith.app.port.RunRetention;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Purges runs through the database's own function, the one way to delete a run. */
@ApplicationScoped
public class PgRunRetention implements RunRetention {

    private static final String PURGE = "select silversmith.purge_runs(?)";

    private final ControlDatabase control;
    private final ActingServer server;

    @Inject
    PgRunRetention(ControlDatabase control, ActingServer server) {
        this.control = control;
        this.server = server;
    }

    PgRunRetention() {
        this(null, null);
    }

    @Override
    public int purge(int most) {
        return control.inTransaction("purge of runs", connection -> {
            server.declare(connection);
            try (PreparedStatement purge = Statements.prepare(connection, PURGE, most);
                    ResultSet row = purge.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        });
    }
}
