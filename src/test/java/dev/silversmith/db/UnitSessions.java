package dev.silversmith.db;

import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A database per class; per test a session of each login that has to do with a unit, and the unit on the warehouse's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UnitSessions {

    private final String name;

    TestDatabase database;
    Connection superuser;
    Connection app;
    Connection warehouse;
    Ledger ledger;
    Unit unit;

    UnitSessions(String name) {
        this.name = name;
    }

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh(name);
    }

    @BeforeEach
    void connect() {
        superuser = database.asSuperuser();
        app = database.asApp();
        warehouse = database.asWarehouse();
        ledger = new Ledger(app);
        unit = new Unit(warehouse);
    }

    @AfterEach
    void disconnect() throws SQLException {
        warehouse.close();
        app.close();
        superuser.close();
    }
}
