package dev.silversmith.pg;

import dev.silversmith.app.port.DatabaseHealth;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Asks the database through both logins. */
@ApplicationScoped
public class PgDatabaseHealth implements DatabaseHealth {

    private static final Logger LOG = Logger.getLogger(PgDatabaseHealth.class.getName());

    private static final String WRITABLE =
            "select pg_catalog.pg_is_in_recovery() or current_setting('transaction_read_only') = 'on'";

    @Resource(name = "jdbc/healthControl", lookup = "jdbc/controlDirect")
    private DataSource control;

    @Resource(name = "jdbc/healthWarehouse", lookup = "jdbc/warehouseSignals")
    private DataSource warehouse;

    @Override
    public Optional<String> trouble() {
        return ask("control", control).or(() -> ask("warehouse", warehouse));
    }

    private static Optional<String> ask(String login, DataSource source) {
        try (Connection connection = source.getConnection();
                PreparedStatement query = connection.prepareStatement(WRITABLE);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1) ? Optional.of("the database is read-only") : Optional.empty();
        } catch (SQLException fault) {
            LOG.log(Level.FINE, "not ready", fault);
            return Optional.of("the database does not answer the %s login (SQLSTATE %s)"
                    .formatted(login, PgErrors.sqlState(fault)));
        }
    }
}
