package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Order and overlap of real runs. */
@ArquillianTest
class RunOrderIT {

    /** A step that started before a parent's commit, by the database's clock: there must be none. */
    private static final String EARLY_CHILDREN = """
            select child.id
              from silversmith.transformation_step child
              join silversmith.transformation_step parent
                on parent.run_id = child.run_id and parent.procedure_id = any (child.parent_ids)
             where child.run_id = ?::uuid
               and (parent.status <> 'succeeded'
                    or child.started_at < pg_xact_commit_timestamp(parent.transaction_id::xid))
            """;

    private static final String FACTS_BESIDE_DIMENSIONS = """
            select f.id
              from silversmith.transformation_step f
              join silversmith.transformation_step d on d.run_id = f.run_id and d.kind = 'dimension'
             where f.run_id = ?::uuid
               and f.kind = 'fact'
               and f.started_at < d.finished_at
            """;

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    private static void assertLegal(TestWarehouse warehouse, JsonObject run) throws Exception {
        assertThat(run.getString("status")).isEqualTo("succeeded");
        String id = run.getString("id");
        assertThat(Sql.list(warehouse.connection(), Object.class, EARLY_CHILDREN, id))
                .isEmpty();
        assertThat(Sql.list(warehouse.connection(), Object.class, FACTS_BESIDE_DIMENSIONS, id))
                .isEmpty();
    }

    @Test
    void a_chain_runs_in_its_order() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("c", "other", List.of("b"), "");
            warehouse.procedure("a", "other", List.of(), "");
            warehouse.procedure("b", "other", List.of("a"), "").register();

            JsonObject run = warehouse.run("");

            assertLegal(warehouse, run);
            assertThat(warehouse.ledger()).containsExactly("a", "b", "c");
            JsonObject plan = warehouse
                    .operator()
                    .get("/runs/" + run.getString("id") + "/plan")
                    .json();
            assertThat(plan.getJsonArray("stages")).hasSize(1);
        }
    }

    @Test
    void a_diamond_runs_its_sides_in_parallel_between_its_ends() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("top", "other", List.of(), "");
            warehouse.procedure("left", "other", List.of("top"), "");
            warehouse.procedure("right", "other", List.of("top"), "");
            warehouse.procedure("bottom", "other", List.of("left", "right"), "").register();

            JsonObject run = warehouse.run("");

            assertLegal(warehouse, run);
            assertThat(warehouse.ledger()).startsWith("top").endsWith("bottom").hasSize(4);
            JsonObject plan = warehouse
                    .operator()
                    .get("/runs/" + run.getString("id") + "/plan")
                    .json();
            assertThat(plan.getJsonArray("stages").getValuesAs(JsonObject.class))
                    .extracting(stage -> stage.getString("kind"))
                    .containsExactly("sequential", "parallel", "sequential");
            String jobXml = warehouse
                    .operator()
                    .get("/runs/" + run.getString("id") + "/plan?format=jobxml")
                    .expect(200)
                    .body();
            assertThat(jobXml).contains("stage-1").contains("stage-3").contains("closing");
        }
    }

    @Test
    void forty_procedures_of_a_random_graph_run_in_a_legal_order_on_eight_lanes() throws Exception {
        Random random = new Random(20261123);
        try (TestWarehouse warehouse = warehouse()) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String kind = i < 12 ? "dimension" : i < 28 ? "fact" : "other";
                List<String> parents = new ArrayList<>();
                for (String candidate : names) {
                    if (random.nextInt(8) == 0) {
                        parents.add(candidate);
                    }
                }
                String name = "p%02d_%s".formatted(i, kind);
                warehouse.procedure(
                        name, kind, parents, "perform pg_sleep(%s);".formatted(random.nextInt(40) / 1000.0));
                names.add(name);
            }
            warehouse.register();

            JsonObject run = warehouse.run(", \"maxParallel\": 8");

            assertLegal(warehouse, run);
            assertThat(warehouse.ledger()).hasSize(40).doesNotHaveDuplicates();
            assertThat(warehouse.calls()).isEqualTo(40);
            assertThat(run.getJsonObject("steps").getInt("succeeded")).isEqualTo(40);
        }
    }

    @Test
    void independent_procedures_overlap() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            // Each one ends only when it has seen the other one working: without overlap both would wait for ever.
            String body = """
                    perform pg_advisory_lock_shared(hashtext('%1$s.%2$s'));
                    for i in 1..600 loop
                      exit when exists (select from pg_locks
                                         where locktype = 'advisory' and pid <> pg_backend_pid()
                                           and objid::bigint = (hashtext('%1$s.%3$s')::bigint & 4294967295));
                      if i = 600 then raise exception 'the other one did not run'; end if;
                      perform pg_sleep(0.05);
                    end loop;
                    perform pg_sleep(0.3);
                    """;
            String schema = warehouse.schema();
            warehouse.procedure("one", "other", List.of(), body.formatted(schema, "one", "two"));
            warehouse
                    .procedure("two", "other", List.of(), body.formatted(schema, "two", "one"))
                    .register();

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            Map<String, JsonObject> steps = warehouse.steps(run);
            assertThat(steps.get("one").getInt("lane"))
                    .isNotEqualTo(steps.get("two").getInt("lane"));
        }
    }

    @Test
    void with_one_lane_nothing_overlaps() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            for (String name : List.of("a", "b", "c", "d")) {
                warehouse.procedure(name, "other", List.of(), "perform pg_sleep(0.02);");
            }
            warehouse.register();

            JsonObject run = warehouse.run(", \"maxParallel\": 1");

            assertLegal(warehouse, run);
            assertThat(warehouse.ledger()).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void a_run_that_shares_a_procedure_waits_for_the_active_one() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                var gate = TestServer.database().asSuperuser()) {
            warehouse
                    .procedure(
                            "gated",
                            "other",
                            List.of(),
                            "perform pg_advisory_xact_lock_shared(hashtext('$s'));".replace("$s", warehouse.schema()))
                    .register();
            Sql.execute(gate, "select pg_advisory_lock(hashtext('" + warehouse.schema() + "'))");
            JsonObject first = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();

            JsonObject second = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();

            assertThat(second.getString("status")).isEqualTo("queued");
            assertThat(second.getInt("waitingFor")).isEqualTo(first.getInt("number"));
            Sql.execute(gate, "select pg_advisory_unlock_all()");
            assertThat(warehouse.operator().awaitEnd(second.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(warehouse.ledger()).hasSize(2);
        }
    }
}
