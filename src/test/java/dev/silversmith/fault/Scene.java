package dev.silversmith.fault;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.FaultWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Procedures in a schema of their own and one run of them, brought to the point at which a fault is to hit. */
final class Scene implements AutoCloseable {

    static final Duration LONG = Duration.ofMinutes(2);

    private final TestDatabase database;
    private final FaultWarehouse warehouse;
    private final List<Gate> gates = new ArrayList<>();
    private final Connection beside;
    private String runId = "";

    private Scene(TestDatabase database, FaultWarehouse warehouse) {
        this.database = database;
        this.warehouse = warehouse;
        this.beside = database.asSuperuser();
    }

    /** An empty scene whose runs are asked of this server. */
    static Scene on(TestDatabase database, LibertyProcess server) throws SQLException {
        return new Scene(database, FaultWarehouse.on(database, server.baseUrl()));
    }

    FaultWarehouse warehouse() {
        return warehouse;
    }

    /** A superuser's session for what a test has to hold or to ask. */
    Connection beside() {
        return beside;
    }

    /** A closed gate of this scene. */
    Gate gate(String name) throws SQLException {
        return keep(Gate.of(database, warehouse.schema() + "." + name));
    }

    /** A closed gate before the next attempt of a procedure, which is not claimed yet. */
    Gate gateOfAttempt(String procedure) throws SQLException {
        return keep(Gate.ofAttempt(database, step(procedure)));
    }

    private Gate keep(Gate gate) {
        gates.add(gate);
        return gate;
    }

    /** What a procedure does to wait for a gate of this scene. */
    String pass(String gate) {
        return Gate.pass(warehouse.schema() + "." + gate);
    }

    /** What a procedure does so that its transaction waits for a gate of this scene inside COMMIT. */
    String passInCommit(String gate) throws SQLException {
        // The engine checks deferred constraints before it records the success: this one defers itself once more.
        warehouse.warehouse().sql("""
                create table $s.at_commit (round int not null);
                grant insert on $s.at_commit to silversmith_warehouse;
                create function $s.at_commit() returns trigger language plpgsql as $f$
                begin
                  if new.round = 1 then
                    set constraints all deferred;
                    insert into $s.at_commit values (2);
                  else
                    %s
                  end if;
                  return null;
                end $f$;
                create constraint trigger at_commit after insert on $s.at_commit deferrable initially deferred
                  for each row execute function $s.at_commit();
                """.formatted(pass(gate)));
        return "insert into %s.at_commit values (1);".formatted(warehouse.schema());
    }

    /** Registers the procedures and requests a run of all of them; further fields of the request follow a comma. */
    Scene start(String more) {
        warehouse.register();
        runId = warehouse
                .warehouse()
                .operator()
                .run(body(more))
                .expect(201)
                .json()
                .getString("id");
        return this;
    }

    Scene start() {
        return start("");
    }

    /** The request for a run of everything here. */
    String body(String more) {
        return "{" + warehouse.warehouse().select() + more + "}";
    }

    String runId() {
        return runId;
    }

    /** For a scene whose run was not requested by {@link #start()}. */
    void runId(String id) {
        runId = id;
    }

    /** Finds the one run of everything here, as soon as it is there, for a request that nobody has answered. */
    void awaitRun() throws SQLException {
        Awaitility.await("the run").atMost(LONG).until(() -> runs() == 1);
        runId = Sql.one(
                        beside,
                        UUID.class,
                        "select id from silversmith.transformation_run where selection = 'tag:' || ?",
                        warehouse.schema())
                .toString();
    }

    /** How many runs of everything here there are. */
    long runs() throws SQLException {
        return Sql.one(
                beside,
                Long.class,
                "select count(*) from silversmith.transformation_run where selection = 'tag:' || ?",
                warehouse.schema());
    }

    /** The latest attempt of a procedure. */
    UUID step(String procedure) throws SQLException {
        return Sql.one(beside, UUID.class, """
                select s.id
                  from silversmith.transformation_step s
                  join silversmith.transformation_procedure p on p.id = s.procedure_id
                 where s.run_id = ?::uuid and p.procedure_name = ?
                 order by s.attempt_no desc
                 limit 1
                """, runId, procedure);
    }

    /** All attempts of the run, as "procedure attempt status". */
    List<String> attempts() throws SQLException {
        return Sql.list(beside, String.class, """
                select format('%s %s %s', p.procedure_name, s.attempt_no, s.status)
                  from silversmith.transformation_step s
                  join silversmith.transformation_procedure p on p.id = s.procedure_id
                 where s.run_id = ?::uuid
                 order by p.procedure_name, s.attempt_no
                """, runId);
    }

    /** Waits until an attempt has a status, given as "procedure attempt status". */
    void awaitAttempt(String attempt) {
        Awaitility.await(attempt).atMost(LONG).until(() -> attempts().contains(attempt));
    }

    String status() throws SQLException {
        return Sql.one(
                beside, String.class, "select status from silversmith.transformation_run where id = ?::uuid", runId);
    }

    /** The server that executes the run now, or did last. */
    String owner() throws SQLException {
        return Sql.one(
                beside,
                String.class,
                "select owner_server from silversmith.transformation_run where id = ?::uuid",
                runId);
    }

    void awaitStatus(String status) {
        Awaitility.await("status " + status).atMost(LONG).until(() -> status().equals(status));
    }

    void awaitOwner(String server) {
        Awaitility.await("take-over by " + server).atMost(LONG).until(() -> owner().equals(server));
    }

    void awaitStarts(long starts) {
        Awaitility.await("starts").atMost(LONG).until(() -> warehouse.starts() == starts);
    }

    /** The run at its end, asked of any server. */
    JsonObject awaitEnd(LibertyProcess server) {
        return new ApiClient(server.baseUrl(), "operator").awaitEnd(runId);
    }

    /** What was audited of the run, in order. */
    List<String> audited() throws SQLException {
        return Sql.list(
                beside,
                String.class,
                "select action from silversmith.audit_event where object_id = ? order by seq",
                runId);
    }

    /** Committed calls of a procedure. */
    long commits(String procedure) throws SQLException {
        return Sql.one(beside, Long.class, "select count(*) from " + warehouse.ledger() + " where name = ?", procedure);
    }

    /** Whether a session works for this attempt. */
    boolean isAtWork(UUID step) throws SQLException {
        return Sql.one(
                        beside,
                        Long.class,
                        "select count(*) from pg_stat_activity where application_name = 'silversmith/' || ?",
                        step.toString())
                > 0;
    }

    /** Ends servers that may not have been started. */
    static void close(LibertyProcess... servers) {
        Stream.of(servers).filter(Objects::nonNull).forEach(LibertyProcess::close);
    }

    @Override
    public void close() throws SQLException {
        for (Gate gate : gates) {
            gate.close();
        }
        beside.close();
        warehouse.close();
    }
}
