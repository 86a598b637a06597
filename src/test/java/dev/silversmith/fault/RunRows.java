package dev.silversmith.fault;

import dev.silversmith.testing.Sql;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What the tables say of a run, also while no server answers. */
final class RunRows {

    private static final Duration LONG = Duration.ofMinutes(2);

    private final Connection connection;
    private final String id;

    RunRows(Connection connection, JsonObject run) {
        this.connection = connection;
        this.id = run.getString("id");
    }

    String status() throws SQLException {
        return Sql.one(
                connection, String.class, "select status from silversmith.transformation_run where id = ?::uuid", id);
    }

    /** Waits until it has ended; answers how. */
    String awaitEnd() throws SQLException {
        Awaitility.await("the end of run " + id).atMost(LONG).until(() -> !List.of("queued", "running", "cancelling")
                .contains(status()));
        return status();
    }

    /** Name, number of the attempt and status of each attempt, by name and number. */
    List<String> attempts() throws SQLException {
        return Sql.list(connection, String.class, """
                select p.procedure_name || ' ' || s.attempt_no || ' ' || s.status
                  from silversmith.transformation_step s
                  join silversmith.transformation_procedure p on p.id = s.procedure_id
                 where s.run_id = ?::uuid
                 order by p.procedure_name collate "C", s.attempt_no
                """, id);
    }

    /** How often another start or server has gone on with it. */
    long recoveries() throws SQLException {
        return Sql.one(
                connection,
                Long.class,
                "select count(*) from silversmith.audit_event where action = 'run.recover' and object_id = ?",
                id);
    }
}
