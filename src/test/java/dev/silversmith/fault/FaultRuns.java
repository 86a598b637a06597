package dev.silversmith.fault;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.FaultWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Runs of a warehouse, and what is recorded of them; each look is a session of its own, for a database that was away. */
final class FaultRuns {

    private final TestDatabase database;
    private final FaultWarehouse warehouse;

    FaultRuns(TestDatabase database, FaultWarehouse warehouse) {
        this.database = database;
        this.warehouse = warehouse;
    }

    /** Requests a run of everything; its id. */
    String start() {
        return start("");
    }

    /** As {@link #start()} with further fields of the request, each after a comma. */
    String start(String more) {
        return warehouse
                .warehouse()
                .operator()
                .run("{" + warehouse.warehouse().select() + more + "}")
                .expect(201)
                .json()
                .getString("id");
    }

    JsonObject end(String run) {
        return warehouse.warehouse().operator().awaitEnd(run);
    }

    /** Attempts as {@code name attempt status}, in the order of the plan. */
    List<String> attempts(String run) throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            return Sql.list(superuser, String.class, """
                    select p.procedure_name || ' ' || s.attempt_no || ' ' || s.status
                      from silversmith.transformation_step s
                      join silversmith.transformation_procedure p on p.id = s.procedure_id
                     where s.run_id = ?::uuid
                     order by s.ordinal, s.attempt_no
                    """, run);
        }
    }

    /** What is recorded of the only attempt that failed, as {@code sqlstate message}. */
    String reason(String run) throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            return Sql.one(superuser, String.class, """
                    select concat_ws(' ', sql_state, error_message)
                      from silversmith.transformation_step
                     where run_id = ?::uuid and status = 'failed'
                    """, run);
        }
    }

    /** Calls that were committed. */
    long rows() throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            return Sql.one(superuser, Long.class, "select count(*) from " + warehouse.ledger());
        }
    }
}
