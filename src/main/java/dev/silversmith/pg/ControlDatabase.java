package dev.silversmith.pg;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The control login's connections. */
@ApplicationScoped
public class ControlDatabase {

    /** Work with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    @Resource(name = "jdbc/silversmithControl", lookup = "jdbc/control")
    private DataSource transactional;

    @Resource(name = "jdbc/silversmithControlDirect", lookup = "jdbc/controlDirect")
    private DataSource direct;

    /** Works in the caller's transaction. */
    <T> T inTransaction(String doing, Work<T> work) {
        return with(transactional, doing, work);
    }

    /** Works outside any transaction of the caller's; each statement is committed by itself. */
    <T> T directly(String doing, Work<T> work) {
        return with(direct, doing, work);
    }

    /** As {@link #directly}, with the database's exceptions as they are. */
    <T> T attempt(Work<T> work) throws SQLException {
        try (Connection connection = direct.getConnection()) {
            return work.with(connection);
        }
    }

    private static <T> T with(DataSource source, String doing, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.with(connection);
        } catch (SQLException fault) {
            throw new DatabaseFault(doing, fault);
        }
    }
}
