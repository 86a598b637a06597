package dev.silversmith.server;

import static dev.silversmith.testing.Watermarks.parameter;
import static dev.silversmith.testing.Watermarks.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import dev.silversmith.testing.Watermarks;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of the catalog while a run is active: the run goes on with its own plan, and nobody waits for the other. */
@ArquillianTest
class CatalogSnapshotIT {

    private static final String PARENT = """
              $s.parent:
                tags: [$s]
                parameters:
                  p_since: {type: bigint, from: watermark.lower}
                  p_until: {type: bigint, from: watermark.upper}
                  p_word: {type: text, value: old}
                watermark: {type: bigint, initial: 0, upperBound: select max(k) from $s.bronze}
            """;

    private static final String CHILD = """
              $s.child:
                tags: [$s]
                dependsOn: [$s.parent]
                timeout: PT1M
                parameters:
                  p_word: {type: text, value: old}
            """;

    /** A parent that waits for a gate and loads its window, and a child that comes after it. */
    private static TestWarehouse warehouse() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.sql("""
                create table $s.bronze (k bigint);
                create table $s.words (name text, word text, since bigint, until bigint, timeout text);
                insert into $s.bronze values (5);
                grant all on all tables in schema $s to silversmith_warehouse;
                create procedure $s.parent(p_since bigint, p_until bigint, p_word text) language plpgsql as $$
                begin
                  perform pg_advisory_xact_lock_shared(hashtext('$s'));
                  insert into $s.words values ('parent', p_word, p_since, p_until, current_setting('statement_timeout'));
                end $$;
                create procedure $s.child(p_word text) language sql as $$
                  insert into $s.words values ('child', p_word, null, null, current_setting('statement_timeout'))
                $$;
                """);
        put(warehouse, "", PARENT + CHILD);
        return warehouse;
    }

    private static void put(TestWarehouse warehouse, String query, String procedures) {
        String file = ("version: 1\nprocedures:\n" + procedures).replace("$s", warehouse.schema());
        warehouse.engineer().put("/catalog" + query, "application/yaml", file).expect(200);
    }

    private static Connection closedGate(TestWarehouse warehouse) throws SQLException {
        Connection gate = TestServer.database().asSuperuser();
        Sql.execute(gate, "select pg_advisory_lock(hashtext('%s'))".formatted(warehouse.schema()));
        return gate;
    }

    private static String startedAndWaiting(TestWarehouse warehouse) {
        String run = warehouse
                .operator()
                .run("{" + warehouse.select() + "}")
                .expect(201)
                .json()
                .getString("id");
        Awaitility.await("the parent waits at the gate")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Sql.one(
                                warehouse.connection(),
                                Long.class,
                                "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                                        + " and objid = hashtext(?)::oid",
                                warehouse.schema())
                        == 1);
        return run;
    }

    private static Map<String, Object> words(TestWarehouse warehouse, String name) throws SQLException {
        return Sql.row(warehouse.connection(), "select * from " + warehouse.schema() + ".words where name = ?", name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // other values, a timeout, another window, and the order turned round
                """
                  $s.parent:
                    tags: [$s]
                    dependsOn: [$s.child]
                    timeout: PT0.001S
                    parameters:
                      p_since: {type: bigint, from: watermark.lower}
                      p_until: {type: bigint, from: watermark.upper}
                      p_word: {type: text, value: new}
                    watermark: {type: bigint, initial: 3, lookback: 2, upperBound: 'select 1000'}
                  $s.child:
                    tags: [$s]
                    timeout: PT0.001S
                    parameters:
                      p_word: {type: text, value: new}
                """,
                // neither is enabled any more, and the watermark is not declared
                """
                  $s.parent:
                    enabled: false
                    parameters:
                      p_since: {type: bigint, value: 1}
                      p_until: {type: bigint, value: 2}
                      p_word: {type: text, value: new}
                  $s.child:
                    enabled: false
                    parameters:
                      p_word: {type: text, value: new}
                """
            })
    void an_active_run_goes_on_with_its_own_plan(String edit) throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection gate = closedGate(warehouse)) {
            String run = startedAndWaiting(warehouse);

            put(warehouse, "", edit.indent(2)); // answers while the parent still waits
            JsonObject waiting = warehouse.operator().get("/runs/" + run).json();
            Sql.execute(gate, "select pg_advisory_unlock_all()");
            JsonObject ended = warehouse.operator().awaitEnd(run);

            assertThat(waiting.getString("status")).isEqualTo("running");
            assertThat(ended.getString("status")).isEqualTo("succeeded");
            assertThat(words(warehouse, "parent"))
                    .containsEntry("word", "old")
                    .containsEntry("since", 0L)
                    .containsEntry("until", 5L)
                    .containsEntry("timeout", "0");
            assertThat(words(warehouse, "child")).containsEntry("word", "old").containsEntry("timeout", "1min");
            JsonObject parent = warehouse.steps(ended).get("parent");
            assertThat(text(parent, "watermarkAfter")).isEqualTo("5");
            assertThat(new Watermarks(warehouse).value("parent")).isEqualTo("5");
        }
    }

    @Test
    void a_pruned_catalog_keeps_what_an_active_run_needs_and_its_watermark_still_moves() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection gate = closedGate(warehouse)) {
            String run = startedAndWaiting(warehouse);

            put(
                    warehouse,
                    "?prune=true",
                    "  $s.child:\n    tags: [$s]\n    parameters:\n      p_word: {type: text, value: new}\n");
            Sql.execute(gate, "select pg_advisory_unlock_all()");
            JsonObject ended = warehouse.operator().awaitEnd(run);

            assertThat(ended.getString("status")).isEqualTo("succeeded");
            assertThat(words(warehouse, "child")).containsEntry("word", "old");
            assertThat(new Watermarks(warehouse).value("parent")).isEqualTo("5");
            assertThat(warehouse.engineer().get("/catalog").body())
                    .contains(warehouse.schema() + ".parent:\n    enabled: false");

            put(warehouse, "", PARENT + CHILD);
            warehouse.sql("insert into $s.bronze values (9)");
            JsonObject next = warehouse.steps(warehouse.run("")).get("parent");

            assertThat(parameter(next, "p_since")).isEqualTo("5");
            assertThat(text(next, "watermarkAfter")).isEqualTo("9");
        }
    }

    @Test
    void a_procedure_of_a_run_that_is_being_made_is_not_pruned_away() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection gate = TestServer.database().asSuperuser()) {
            gate.setAutoCommit(false);
            Sql.execute(gate, "lock table silversmith.transformation_run in share mode");
            var run = CompletableFuture.supplyAsync(
                    () -> warehouse.operator().run("{\"select\": \"%s.child\"}".formatted(warehouse.schema())));
            awaitLock(warehouse, "the run is about to be made", "relation");
            var prune = CompletableFuture.runAsync(() -> put(warehouse, "?prune=true", PARENT.replace("old", "new")));
            awaitLock(warehouse, "the import waits for the run", "advisory");
            gate.rollback();

            String id = run.get(60, TimeUnit.SECONDS).expect(201).json().getString("id");
            prune.get(60, TimeUnit.SECONDS);

            assertThat(warehouse.operator().awaitEnd(id).getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.engineer().get("/catalog").body())
                    .contains(warehouse.schema() + ".child:\n    enabled: false");
        }
    }

    private static void awaitLock(TestWarehouse warehouse, String what, String type) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .until(() -> Sql.one(
                                warehouse.connection(),
                                Long.class,
                                "select count(*) from pg_stat_activity where usename = 'silversmith_app'"
                                        + " and wait_event_type = 'Lock' and wait_event = ?",
                                type)
                        > 0);
    }

    @Test
    void a_watermark_that_an_open_run_is_about_to_move_keeps_its_type() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection gate = closedGate(warehouse)) {
            String run = startedAndWaiting(warehouse);
            String otherType = ("version: 1\nprocedures:\n"
                            + PARENT.replace("watermark: {type: bigint", "watermark: {type: text"))
                    .replace("$s", warehouse.schema());

            String refusal = warehouse
                    .engineer()
                    .put("/catalog", "application/yaml", otherType)
                    .expect(422)
                    .json()
                    .getString("detail");
            Sql.execute(gate, "select pg_advisory_unlock_all()");

            assertThat(refusal).contains("cannot change its type before the runs with this procedure have ended");
            assertThat(warehouse.operator().awaitEnd(run).getString("status")).isEqualTo("succeeded");
        }
    }
}
