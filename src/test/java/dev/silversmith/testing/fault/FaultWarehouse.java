package dev.silversmith.testing.fault;

import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.TestWarehouse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Procedures that let {@link Oracle} decide what happened, whatever was killed: each counts its start before anything else, in a sequence
 * that no rollback takes back, and writes a row with its attempt, its transaction, its process and its times.
 *
 * <p>A load is incremental and only ever appends: what it does twice is there twice. All else is that of {@link #warehouse()}.
 */
public final class FaultWarehouse implements AutoCloseable {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int UNAVAILABLE = 503;

    /** The attempt that a procedure works for, as the engine names it in its session. */
    private static final String OWN_STEP =
            "substr(current_setting('application_name'), length('silversmith/') + 1)::uuid";

    private final TestWarehouse warehouse;

    private FaultWarehouse(TestWarehouse warehouse) {
        this.warehouse = warehouse;
    }

    /**
     * An empty warehouse in a schema of its own.
     *
     * @param baseUrl of the server that gets the catalog
     */
    public static FaultWarehouse on(TestDatabase database, String baseUrl) throws SQLException {
        TestWarehouse warehouse = TestWarehouse.on(database, baseUrl);
        warehouse.sql("""
                alter table $s.ledger
                  add column step_id uuid not null,
                  add column txid xid8 not null default pg_current_xact_id(),
                  add column pid integer not null default pg_backend_pid(),
                  add column began timestamptz not null;
                create table $s.source (load text not null, id bigint not null, primary key (load, id));
                create table $s.loaded (load text not null, id bigint not null, step_id uuid not null);
                create index on $s.loaded (load, id);
                grant all on all tables in schema $s to silversmith_warehouse;
                """);
        return new FaultWarehouse(warehouse);
    }

    /** The warehouse beneath: clients, further SQL, the selection of everything, gates. */
    public TestWarehouse warehouse() {
        return warehouse;
    }

    public String schema() {
        return warehouse.schema();
    }

    public Connection connection() {
        return warehouse.connection();
    }

    /** The qualified name of the table that {@link Oracle} compares with the steps. */
    public String ledger() {
        return schema() + ".ledger";
    }

    /** A procedure of kind other without parents that does nothing but count. */
    public FaultWarehouse procedure(String name) throws SQLException {
        return procedure(name, "other", List.of(), "");
    }

    /**
     * A procedure that counts its start, writes its row in the ledger, does something, and notes the end in that row.
     *
     * @param kind dimension, fact or other
     * @param parents names without the schema
     * @param body statements of PL/pgSQL, for example {@code perform pg_sleep(1);}; {@code $s} stands for the schema
     */
    public FaultWarehouse procedure(String name, String kind, List<String> parents, String body) throws SQLException {
        return create(name, "", kind, parents, body);
    }

    /**
     * A procedure with a watermark whose upper bound is the newest row of its source: it appends the rows between its bounds to what it has
     * loaded, and then does something.
     *
     * @param parents names without the schema
     */
    public FaultWarehouse load(String name, String kind, List<String> parents, String body) throws SQLException {
        String append = """
                insert into $s.loaded
                select load, id, %s from $s.source where load = '%s' and id > p_since and id <= p_until;
                """.formatted(OWN_STEP, name);
        return create(name, "p_since bigint, p_until bigint", kind, parents, append + body)
                .more("""
                    parameters:
                      p_since: {type: bigint, from: watermark.lower}
                      p_until: {type: bigint, from: watermark.upper}
                    watermark:
                      type: bigint
                      initial: '0'
                      upperBound: select max(id) from %s.source where load = '%s'
                """.formatted(schema(), name));
    }

    private FaultWarehouse create(String name, String arguments, String kind, List<String> parents, String body)
            throws SQLException {
        warehouse.sql("""
                create sequence $s.calls_%1$s;
                grant all on sequence $s.calls_%1$s to silversmith_warehouse;
                create procedure $s.%1$s(%2$s) language plpgsql as $body$
                declare
                  began constant timestamptz := clock_timestamp();
                begin
                  perform nextval('$s.calls'), nextval('$s.calls_%1$s');
                  insert into $s.ledger (name, step_id, began) values ('%1$s', %3$s, began);
                  %4$s
                  update $s.ledger set at = clock_timestamp() where txid = pg_current_xact_id() and name = '%1$s';
                end
                $body$;
                """.formatted(name, arguments, OWN_STEP, body));
        warehouse.entry(name, kind, parents, "");
        return this;
    }

    /** More YAML for the entry made last, indented by four spaces. */
    public FaultWarehouse more(String yaml) {
        warehouse.catalogMore(yaml);
        return this;
    }

    /** Tries of the entry made last, and the wait before the second. */
    public FaultWarehouse retry(int maxAttempts, String backoff) {
        return more("    retry: {maxAttempts: %d, backoff: %s}%n".formatted(maxAttempts, backoff));
    }

    public FaultWarehouse group(String name, int sequence, List<String> members) {
        warehouse.group(name, sequence, members);
        return this;
    }

    /** Imports the catalog, again while the server says that it cannot reach the database: after trouble a session may have died in its pool. */
    public FaultWarehouse register() {
        Awaitility.await("the import").atMost(LONG).until(() -> {
            Answer answer = warehouse.engineer().put("/catalog", "application/yaml", warehouse.catalog());
            return answer.status() != UNAVAILABLE && answer.expect(200) != null;
        });
        return this;
    }

    /** Gives a load so many more rows, in one transaction. */
    public FaultWarehouse feed(String load, int rows) throws SQLException {
        feed(connection(), schema(), load, rows);
        return this;
    }

    /** As {@link #feed(String, int)} on another session, for a test that kills the one of this warehouse. */
    public static void feed(Connection superuser, String schema, String load, int rows) throws SQLException {
        Sql.update(superuser, """
                insert into $s.source
                select ?, last.id + n
                  from (select coalesce(max(id), 0) as id from $s.source where load = ?) last, generate_series(1, ?) n
                """.replace("$s", schema), load, load, rows);
    }

    /** How often anything here was called, whatever became of it. */
    public long starts() throws SQLException {
        return warehouse.calls();
    }

    /** How often this procedure was called, whatever became of it. */
    public long starts(String name) throws SQLException {
        return Sql.one(
                connection(),
                Long.class,
                "select case when is_called then last_value else 0 end from " + schema() + ".calls_" + name);
    }

    /** Committed calls in their order: name, step_id, txid, pid, began, at. */
    public List<Map<String, Object>> rows() throws SQLException {
        return Sql.rows(connection(), "select name, step_id, txid, pid, began, at from " + ledger() + " order by at");
    }

    @Override
    public void close() throws SQLException {
        warehouse.close();
    }
}
