package dev.silversmith.testing.fault;

import java.sql.SQLException;
import java.util.List;

/**
 * Procedures whose transaction has something left to do at COMMIT itself, past everything that the engine checks before: a deferred trigger
 * that comes at the check puts off another one.
 */
public final class AtCommit {

    private AtCommit() {}

    /**
     * A procedure at whose COMMIT statements are executed.
     *
     * @param body statements of PL/pgSQL; {@code $s} stands for the schema
     */
    public static FaultWarehouse does(FaultWarehouse warehouse, String name, String body) throws SQLException {
        return does(warehouse, name, "", body);
    }

    /**
     * As {@link #does(FaultWarehouse, String, String)}.
     *
     * @param before statements executed when the engine checks what was deferred
     */
    public static FaultWarehouse does(FaultWarehouse warehouse, String name, String before, String body)
            throws SQLException {
        warehouse.warehouse().sql("""
                create table $s.late_%1$s (id integer);
                create function $s.at_commit_%1$s() returns trigger language plpgsql as $body$
                begin
                  %2$s
                  return null;
                end
                $body$;
                create constraint trigger at_commit_%1$s after insert on $s.late_%1$s
                  deferrable initially deferred for each row execute function $s.at_commit_%1$s();
                """.formatted(name, body));
        return putOff(
                warehouse, name, "at_commit_" + name, before + "insert into $s.late_%s values (1);".formatted(name));
    }

    /** A procedure that violates the foreign key {@code late_NAME_fk}, which is looked at not before the COMMIT. */
    public static FaultWarehouse violates(FaultWarehouse warehouse, String name) throws SQLException {
        warehouse.warehouse().sql("""
                create table $s.parent_%1$s (id integer primary key);
                create table $s.late_%1$s (
                  id integer constraint late_%1$s_fk references $s.parent_%1$s deferrable initially deferred);
                """.formatted(name));
        return putOff(warehouse, name, "late_" + name + "_fk", "insert into $s.late_%s values (4711);".formatted(name));
    }

    private static FaultWarehouse putOff(FaultWarehouse warehouse, String name, String constraint, String body)
            throws SQLException {
        warehouse.warehouse().sql("""
                create table $s.early_%1$s (id integer);
                create function $s.at_check_%1$s() returns trigger language plpgsql as $body$
                begin
                  set constraints $s.%2$s deferred;
                  %3$s
                  return null;
                end
                $body$;
                create constraint trigger at_check_%1$s after insert on $s.early_%1$s
                  deferrable initially deferred for each row execute function $s.at_check_%1$s();
                grant all on all tables in schema $s to silversmith_warehouse;
                """.formatted(name, constraint, body));
        return warehouse.procedure(name, "other", List.of(), "insert into $s.early_%s values (1);".formatted(name));
    }
}
