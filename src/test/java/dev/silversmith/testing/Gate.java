package dev.silversmith.testing;

import java.sql.Connection;
import java.sql.SQLException;

/** A lock that procedures wait for until a test opens it. */
public final class Gate implements AutoCloseable {

    private final Connection connection;

    private Gate(Connection connection) {
        this.connection = connection;
    }

    /** A closed gate. */
    public static Gate of(TestDatabase database, TestWarehouse warehouse) throws SQLException {
        Connection connection = database.asSuperuser();
        Sql.execute(connection, "select pg_advisory_lock(hashtext('%s'))".formatted(warehouse.schema()));
        return new Gate(connection);
    }

    /** What a procedure of the warehouse has to do to wait for the gate. */
    public static String pass(TestWarehouse warehouse) {
        return "perform pg_advisory_xact_lock_shared(hashtext('%s'));".formatted(warehouse.schema());
    }

    public void open() throws SQLException {
        Sql.execute(connection, "select pg_advisory_unlock_all()");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
