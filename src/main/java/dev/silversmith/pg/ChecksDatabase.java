package dev.silversmith.pg;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Connections of the warehouse login on which the catalog is checked: few, apart from those of the lanes, and with a short statement timeout,
 * for a check may run code of the warehouse, for example the constraint of a domain.
 */
@ApplicationScoped
public class ChecksDatabase {

    @Resource(name = "jdbc/silversmithChecks", lookup = "jdbc/warehouseChecks")
    private DataSource checks;

    /** Works outside any transaction, each statement by itself; what is left in the session is wiped out. */
    <T> T with(String doing, ControlDatabase.Work<T> work) {
        try (Connection connection = checks.getConnection()) {
            try {
                return work.with(connection);
            } finally {
                wipe(connection);
            }
        } catch (SQLException fault) {
            throw new DatabaseFault(doing, fault);
        }
    }

    private static void wipe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("discard all");
        } catch (SQLException fault) {
            connection.abort(Runnable::run);
            throw fault;
        }
    }
}
