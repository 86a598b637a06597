package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** A step that waits for a lock names who holds it, while it waits. */
@ArquillianTest
class BlockerIT {

    private static final String PADDING = "/* " + "x".repeat(300) + " */";

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl())
                .sql("create table $s.target (id int); grant all on $s.target to silversmith_warehouse");
    }

    private static String insert(TestWarehouse warehouse) {
        return "insert into %s.target values (1);".formatted(warehouse.schema());
    }

    private static Connection lock(TestWarehouse warehouse) throws Exception {
        Connection holder = TestServer.database().asSuperuser();
        holder.setAutoCommit(false);
        Sql.execute(holder, "  lock table %s.target in exclusive mode %s".formatted(warehouse.schema(), PADDING));
        return holder;
    }

    private static int pid(Connection connection) throws Exception {
        return Sql.one(connection, Integer.class, "select pg_backend_pid()");
    }

    private static JsonObject start(TestWarehouse warehouse) {
        return warehouse
                .operator()
                .run("{" + warehouse.select() + "}")
                .expect(201)
                .json();
    }

    private static JsonObject awaitBlocker(TestWarehouse warehouse, JsonObject run, String procedure) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> warehouse.steps(run).get(procedure),
                        step -> step != null && step.get("blockedBy") != JsonValue.NULL);
    }

    @Test
    void a_waiting_step_shows_its_blocker_until_the_lock_is_released() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection holder = TestServer.database().asSuperuser()) {
            warehouse.procedure("waits", "other", List.of(), insert(warehouse)).register();
            int pid = pid(holder);
            holder.setAutoCommit(false);
            String statement = "  lock table %s.target in exclusive mode %s".formatted(warehouse.schema(), PADDING);
            Instant before = Sql.one(holder, java.sql.Timestamp.class, "select clock_timestamp()")
                    .toInstant();
            Sql.execute(holder, statement);

            JsonObject run = start(warehouse);
            JsonObject step = awaitBlocker(warehouse, run, "waits");
            JsonObject blocker = step.getJsonObject("blockedBy");

            assertThat(blocker.getInt("pid")).isEqualTo(pid);
            assertThat(blocker.getString("user"))
                    .isEqualTo(TestServer.database().superuser());
            assertThat(blocker.getString("query")).isEqualTo(statement.strip().substring(0, 200));
            assertThat(Instant.parse(blocker.getString("since"))).isAfter(before);
            ApiClient viewer = new ApiClient(TestServer.baseUrl(), "viewer");
            String id = step.getString("id");
            assertThat(viewer.get("/steps/" + id).json().getJsonObject("blockedBy"))
                    .isEqualTo(blocker);
            assertThat(viewer.get("/steps?status=running&procedure=%s.waits".formatted(warehouse.schema()))
                            .items()
                            .getValuesAs(JsonObject.class))
                    .extracting(listed -> listed.getJsonObject("blockedBy"))
                    .containsExactly(blocker);

            holder.rollback();
            assertThat(warehouse.operator().awaitEnd(run.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(viewer.get("/steps/" + id).json().get("blockedBy")).isEqualTo(JsonValue.NULL);
        }
    }

    @Test
    void of_two_steps_in_a_chain_each_names_the_one_before_it() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection holder = lock(warehouse)) {
            String second = warehouse.schema() + "_second";
            warehouse
                    .procedure(
                            "first",
                            "other",
                            List.of(),
                            "perform pg_advisory_xact_lock(hashtext('%s')); %s".formatted(second, insert(warehouse)))
                    .procedure(
                            "second",
                            "other",
                            List.of(),
                            "while not exists (select from pg_locks where locktype = 'advisory' and granted"
                                    + " and objid = hashtext('%1$s')::bigint & 4294967295) loop perform pg_sleep(0.01); end loop;"
                                            .formatted(second)
                                    + " perform pg_advisory_xact_lock(hashtext('%s'));".formatted(second))
                    .register();

            JsonObject run = start(warehouse);
            awaitBlocker(warehouse, run, "second");
            awaitBlocker(warehouse, run, "first");
            Map<String, JsonObject> steps = warehouse.steps(run);
            JsonObject ofFirst = steps.get("first").getJsonObject("blockedBy");
            JsonObject ofSecond = steps.get("second").getJsonObject("blockedBy");

            assertThat(ofFirst.getInt("pid")).isEqualTo(pid(holder));
            assertThat(ofSecond.getInt("pid"))
                    .isEqualTo(Sql.one(
                            warehouse.connection(),
                            Integer.class,
                            "select backend_pid from silversmith.transformation_step where id = ?::uuid",
                            steps.get("first").getString("id")));
            assertThat(ofSecond.getString("user")).isEqualTo(TestDatabase.WAREHOUSE);

            holder.rollback();
            assertThat(warehouse.operator().awaitEnd(run.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
        }
    }

    /** The server process of a step whose worker is gone may be another session's by now. */
    @Test
    void a_session_that_only_has_the_same_process_id_is_not_taken_for_the_step() throws Exception {
        String shift =
                "update silversmith.transformation_step set backend_start = backend_start + interval '%s' where id = '%s'";
        try (TestWarehouse warehouse = warehouse();
                Connection holder = lock(warehouse)) {
            warehouse.procedure("waits", "other", List.of(), insert(warehouse)).register();
            JsonObject run = start(warehouse);
            String step = awaitBlocker(warehouse, run, "waits").getString("id");

            warehouse.sql(shift.formatted("1 second", step));
            assertThat(warehouse.steps(run).get("waits").get("blockedBy")).isEqualTo(JsonValue.NULL);

            warehouse.sql(shift.formatted("-1 second", step));
            assertThat(warehouse.steps(run).get("waits").get("blockedBy")).isNotEqualTo(JsonValue.NULL);
            holder.rollback();
            assertThat(warehouse.operator().awaitEnd(run.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
        }
    }

    @Test
    void without_the_right_to_see_statements_the_blocker_is_shown_without_its_statement() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection holder = lock(warehouse)) {
            warehouse.procedure("waits", "other", List.of(), insert(warehouse)).register();
            warehouse.sql("revoke pg_read_all_stats from silversmith_app");
            try {
                JsonObject run = start(warehouse);
                JsonObject blocker = awaitBlocker(warehouse, run, "waits").getJsonObject("blockedBy");

                assertThat(blocker.getInt("pid")).isEqualTo(pid(holder));
                assertThat(blocker.getString("user"))
                        .isEqualTo(TestServer.database().superuser());
                assertThat(blocker.get("query")).isEqualTo(JsonValue.NULL);

                holder.rollback();
                assertThat(warehouse.operator().awaitEnd(run.getString("id")).getString("status"))
                        .isEqualTo("succeeded");
            } finally {
                warehouse.sql("grant pg_read_all_stats to silversmith_app");
            }
        }
    }
}
