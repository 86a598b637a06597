package dev.silversmith.db;

import dev.silversmith.testing.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Per test the same three tables, filled: with a TOAST table, with an index too, and with neither. */
abstract class CountedTables extends UnitSessions {

    Connection owner;

    CountedTables(String name) {
        super(name);
    }

    @BeforeAll
    void allowSchemas() throws SQLException {
        try (Connection connection = database.asSuperuser()) {
            Sql.execute(connection, "grant create on database " + database.name() + " to silversmith_warehouse");
        }
    }

    @BeforeEach
    void createTables() throws SQLException {
        owner = database.asWarehouse();
        Sql.execute(owner, """
                create schema silver;
                create table silver.source (id integer, name text);
                insert into silver.source select n, 'name ' || n from generate_series(1, 100) n;
                create table silver.target (id integer primary key, name text);
                insert into silver.target select n, 'name ' || n from generate_series(1, 50) n;
                create table silver.plain (id integer);
                insert into silver.plain select generate_series(1, 50);
                """);
    }

    @AfterEach
    void dropTables() throws SQLException {
        warehouse.close();
        Sql.execute(owner, "drop schema silver cascade");
        owner.close();
    }

    Claim begin() throws SQLException {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);
        return claim;
    }

    void execute(String sql) throws SQLException {
        Sql.execute(warehouse, sql);
    }

    String fails(String sql) {
        try {
            execute(sql);
        } catch (SQLException e) {
            return e.getMessage();
        }
        throw new AssertionError("succeeded: " + sql);
    }
}
