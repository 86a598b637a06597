package dev.silversmith.testing.fault;

import dev.silversmith.core.shared.TimeOrderedId;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A small history as the engine would leave it, written statement by statement without a server: two runs of a dimension, a fact, a load and
 * a group of two, the second one with a failed first attempt.
 */
final class ScriptedRuns implements AutoCloseable {

    private final FaultWarehouse warehouse;
    private final Connection superuser;
    private final Map<String, UUID> procedures = new HashMap<>();

    private ScriptedRuns(FaultWarehouse warehouse) {
        this.warehouse = warehouse;
        this.superuser = warehouse.connection();
    }

    static ScriptedRuns in(TestDatabase database) throws SQLException {
        ScriptedRuns runs = new ScriptedRuns(FaultWarehouse.on(database, "http://localhost"));
        runs.declare();
        runs.first();
        runs.second();
        return runs;
    }

    Connection superuser() {
        return superuser;
    }

    String schema() {
        return warehouse.schema();
    }

    private void declare() throws SQLException {
        Transitions.record(superuser);
        warehouse
                .procedure("dim", "dimension", List.of(), "")
                .procedure("fact", "fact", List.of("dim"), "")
                .load("incr", "other", List.of(), "")
                .procedure("one")
                .procedure("two", "other", List.of("one"), "")
                .feed("incr", 3);
        for (String name : List.of("dim", "fact", "incr", "one", "two")) {
            UUID id = newId();
            procedures.put(name, id);
            Sql.update(superuser, """
                    insert into silversmith.transformation_procedure (id, schema_name, procedure_name, updated_by)
                    values (?, ?, ?, 'engineer')
                    """, id, schema(), name);
        }
        Sql.update(superuser, """
                insert into silversmith.transformation_watermark (id, procedure_id, data_type, initial_value, updated_by)
                values (?, ?, 'bigint', '0', 'engineer')
                """, newId(), procedures.get("incr"));
    }

    private void first() throws SQLException {
        UUID run = begin("first");
        succeed(step(run, "dim", "dimension", "dim", 1), "dim");
        succeed(step(run, "fact", "fact", "fact", 1, "dim"), "fact");
        load(step(run, "incr", "other", "incr", 1), "0", "3");
        group(run);
        end(run);
    }

    private void second() throws SQLException {
        warehouse.feed("incr", 2);
        UUID run = begin("second");
        UUID failed = step(run, "dim", "dimension", "dim", 1);
        claim(failed);
        Sql.update(superuser, """
                update silversmith.transformation_step
                   set status = 'failed', finished_at = clock_timestamp(), error_message = 'not yet' where id = ?
                """, failed);
        succeed(step(run, "dim", "dimension", "dim", 2), "dim");
        succeed(step(run, "fact", "fact", "fact", 1, "dim"), "fact");
        load(step(run, "incr", "other", "incr", 1), "3", "5");
        group(run);
        end(run);
    }

    private static UUID newId() {
        return TimeOrderedId.at(Instant.now());
    }

    private UUID begin(String key) throws SQLException {
        UUID run = newId();
        Sql.update(superuser, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by)
                values (?, ?, 'fingerprint', 'incremental', 'per_group', 'queued', 4, 'alice')
                """, run, key);
        Sql.update(superuser, """
                update silversmith.transformation_run
                   set status = 'running', started_at = clock_timestamp(), owner_server = 's1', lease_number = 1,
                       lease_until = clock_timestamp() + interval '1 hour'
                 where id = ?
                """, run);
        return run;
    }

    private void end(UUID run) throws SQLException {
        Sql.update(superuser, """
                update silversmith.transformation_run set status = 'succeeded', finished_at = clock_timestamp() where id = ?
                """, run);
    }

    private UUID step(UUID run, String name, String kind, String unit, int attempt, String... parents)
            throws SQLException {
        UUID id = newId();
        Object[] parentIds = List.of(parents).stream().map(procedures::get).toArray();
        Sql.update(
                superuser,
                """
                insert into silversmith.transformation_step (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, parent_ids)
                values (?, ?, ?, ?, ?, ?, 1, 1, ?)
                """,
                id,
                run,
                procedures.get(name),
                attempt,
                kind,
                unit,
                superuser.createArrayOf("uuid", parentIds));
        return id;
    }

    private void claim(UUID step) throws SQLException {
        Sql.update(superuser, """
                update silversmith.transformation_step
                   set status = 'running', started_at = clock_timestamp(), owner_server = 's1' where id = ?
                """, step);
    }

    private void succeed(UUID step, String name) throws SQLException {
        claim(step);
        superuser.setAutoCommit(false);
        call(step, name, "()");
        record(step);
        superuser.commit();
        superuser.setAutoCommit(true);
    }

    private void load(UUID step, String from, String to) throws SQLException {
        claim(step);
        superuser.setAutoCommit(false);
        call(step, "incr", "(%s, %s)".formatted(from, to));
        record(step);
        Sql.update(
                superuser,
                "update silversmith.transformation_step set watermark_before = nullif(?, '0'), watermark_after = ? where id = ?",
                from,
                to,
                step);
        Sql.update(
                superuser,
                "update silversmith.transformation_watermark set value = ?, advanced_by_step_id = ? where procedure_id = ?",
                to,
                step,
                procedures.get("incr"));
        superuser.commit();
        superuser.setAutoCommit(true);
    }

    private void group(UUID run) throws SQLException {
        UUID one = step(run, "one", "other", "group", 1);
        UUID two = step(run, "two", "other", "group", 1, "one");
        claim(one);
        claim(two);
        superuser.setAutoCommit(false);
        call(one, "one", "()");
        call(two, "two", "()");
        record(one);
        record(two);
        superuser.commit();
        superuser.setAutoCommit(true);
    }

    private void call(UUID step, String name, String arguments) throws SQLException {
        Sql.execute(superuser, "set local application_name = 'silversmith/%s'".formatted(step));
        Sql.execute(superuser, "call %s.%s%s".formatted(schema(), name, arguments));
    }

    private void record(UUID step) throws SQLException {
        Sql.update(superuser, """
                update silversmith.transformation_step
                   set status = 'succeeded', finished_at = clock_timestamp(), transaction_id = pg_current_xact_id()
                 where id = ?
                """, step);
    }

    @Override
    public void close() throws SQLException {
        warehouse.close();
    }
}
