package dev.silversmith.pg;

import dev.silversmith.app.port.EngineSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Says to the database which server acts where no person does, so that the audit trail can name it. */
@ApplicationScoped
class ActingServer {

    private static final String DECLARE = "select set_config('silversmith.server_id', ?, true)";

    private final EngineSettings settings;

    @Inject
    ActingServer(EngineSettings settings) {
        this.settings = settings;
    }

    ActingServer() {
        this(null);
    }

    /** Holds to the end of the connection's transaction. */
    void declare(Connection connection) throws SQLException {
        try (PreparedStatement declare = Statements.prepare(connection, DECLARE, settings.serverId())) {
            declare.execute();
        }
    }
}
