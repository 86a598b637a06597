package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
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

/** Materialized views that runs refresh: once, in order, each in a transaction and with a record of its own. */
@ArquillianTest
class RefreshIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String COUNT = "select count(*) as n from $s.ledger";

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    private static Instant at(JsonObject object, String field) {
        return Instant.parse(object.getString(field));
    }

    private static long shown(TestWarehouse warehouse, String view) throws Exception {
        return Sql.one(warehouse.connection(), Long.class, "select n from %s.%s".formatted(warehouse.schema(), view));
    }

    private static String status(Map<String, JsonObject> all, String name) {
        return all.get(name).getString("status");
    }

    private static String start(TestWarehouse warehouse) {
        return warehouse
                .operator()
                .run("{" + warehouse.select() + "}")
                .expect(201)
                .json()
                .getString("id");
    }

    /** A function that waits for the gate, for the query of a view. */
    private static void slow(TestWarehouse warehouse) throws Exception {
        warehouse.sql("create function $s.slow() returns bigint language plpgsql as $f$ begin %s return 7; end $f$"
                .formatted(Gate.pass(warehouse.schema())));
    }

    private static boolean populated(TestWarehouse warehouse, String view) throws Exception {
        return Sql.one(
                warehouse.connection(),
                Boolean.class,
                "select relispopulated from pg_class where oid = '%s.%s'::regclass"
                        .formatted(warehouse.schema(), view));
    }

    private static JsonObject resume(TestWarehouse warehouse, JsonObject run) {
        warehouse
                .operator()
                .post("/runs/" + run.getString("id") + "/resume", "{}")
                .expect(202);
        return warehouse.operator().awaitEnd(run.getString("id"));
    }

    private static List<JsonObject> attempts(TestWarehouse warehouse, JsonObject run) {
        return attempts(warehouse, run.getString("id"));
    }

    private static List<JsonObject> attempts(TestWarehouse warehouse, String runId) {
        return warehouse.operator().get("/runs/" + runId + "/refreshes").items().getValuesAs(JsonObject.class);
    }

    @Test
    void two_procedures_linked_to_one_view_refresh_it_once_and_a_view_on_it_afterwards() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.view("base", COUNT, "{}").view("above", "select n + 1 as n from $s.base", "{}");
            warehouse
                    .procedure("one", "other", List.of(), "")
                    .refreshes("base", "above")
                    .procedure("two", "other", List.of(), "")
                    .refreshes("base")
                    .register();

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(run.getJsonObject("refreshes").getInt("succeeded")).isEqualTo(2);
            assertThat(run.getJsonObject("steps").getInt("total")).isEqualTo(2);
            assertThat(attempts(warehouse, run)).hasSize(2);
            Map<String, JsonObject> refreshes = warehouse.refreshes(run);
            JsonObject base = refreshes.get("base");
            assertThat(shown(warehouse, "base")).isEqualTo(2);
            assertThat(shown(warehouse, "above")).isEqualTo(3);
            warehouse.steps(run).values().forEach(step -> assertThat(at(base, "startedAt"))
                    .isAfterOrEqualTo(at(step, "finishedAt")));
            assertThat(at(refreshes.get("above"), "startedAt")).isAfterOrEqualTo(at(base, "finishedAt"));
            assertThat(base.getBoolean("concurrently")).isFalse();
            assertThat(base.getString("trigger")).isEqualTo("success");
            assertThat(base.get("note")).isEqualTo(JsonValue.NULL);
            assertThat(base.get("error")).isEqualTo(JsonValue.NULL);
        }
    }

    @Test
    void always_refreshes_after_a_failure_and_success_does_not() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.view("a_always", COUNT, "{}").view("b_success", COUNT, "{}");
            warehouse
                    .procedure("good", "other", List.of(), "")
                    .refreshes("a_always", "b_success")
                    .procedure("bad", "other", List.of(), "raise exception 'no';")
                    .refreshes("a_always, trigger: always", "b_success")
                    .register();

            JsonObject run = warehouse.run("");

            Map<String, JsonObject> refreshes = warehouse.refreshes(run);
            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(status(refreshes, "a_always")).isEqualTo("succeeded");
            assertThat(shown(warehouse, "a_always")).isEqualTo(1);
            assertThat(status(refreshes, "b_success")).isEqualTo("skipped");
            assertThat(refreshes.get("b_success").getString("skippedBecause"))
                    .isEqualTo(warehouse.schema() + ".bad failed");
        }
    }

    @Test
    void a_resume_refreshes_again_what_shows_the_data_of_procedures_that_run_again() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .view("v", COUNT, "{}")
                    .view("above", "select n from $s.v", "{}")
                    .view("other", COUNT, "{}")
                    .sql("create table $s.broken (); grant all on $s.broken to silversmith_warehouse");
            warehouse
                    .procedure("good", "other", List.of(), "")
                    .refreshes("above", "other")
                    .procedure(
                            "bad",
                            "other",
                            List.of("good"),
                            "if to_regclass('%s.broken') is not null then raise exception 'no'; end if;"
                                    .formatted(warehouse.schema()))
                    .refreshes("v, trigger: always")
                    .register();
            JsonObject failed = warehouse.run("");
            assertThat(shown(warehouse, "v")).isEqualTo(1);

            warehouse.sql("drop table $s.broken");
            JsonObject run = resume(warehouse, failed);

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("good", "bad");
            assertThat(shown(warehouse, "v")).isEqualTo(2);
            assertThat(shown(warehouse, "above")).as("reads the view").isEqualTo(2);
            assertThat(attempts(warehouse, run))
                    .extracting(refresh -> refresh.getString("view")
                                    .substring(warehouse.schema().length() + 1)
                            + refresh.getInt("attemptNo"))
                    .containsExactlyInAnyOrder("v1", "v2", "above1", "above2", "other1");
        }
    }

    @Test
    void a_resume_leaves_alone_what_only_comes_later_by_sequence() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .view("a", COUNT, "{}")
                    .view("b", COUNT, "{}")
                    .sql("alter materialized view $s.a rename to gone")
                    .procedure("load", "other", List.of(), "")
                    .refreshes("a, sequence: 1", "b, sequence: 2")
                    .sql("alter materialized view $s.gone rename to a");
            warehouse.register();
            warehouse.sql("alter procedure $s.load() owner to silversmith_warehouse");
            warehouse.sql(
                    "create or replace procedure $s.load() language sql as 'alter materialized view $s.a rename to gone'");
            JsonObject failed = warehouse.run("");
            assertThat(status(warehouse.refreshes(failed), "a")).isEqualTo("failed");
            assertThat(status(warehouse.refreshes(failed), "b")).isEqualTo("succeeded");
            warehouse.sql("alter materialized view $s.gone rename to a");

            JsonObject run = resume(warehouse, failed);

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(attempts(warehouse, run))
                    .extracting(refresh -> refresh.getString("view")
                                    .substring(warehouse.schema().length() + 1)
                            + refresh.getInt("attemptNo"))
                    .containsExactlyInAnyOrder("a1", "a2", "b1");
        }
    }

    @Test
    void a_view_that_was_dropped_is_a_clear_failure_of_the_run_and_the_data_is_kept() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .view("v", COUNT, "{}")
                    .procedure("load", "other", List.of(), "drop materialized view %s.v;".formatted(warehouse.schema()))
                    .refreshes("v")
                    .register();

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(warehouse.ledger()).containsExactly("load");
            assertThat(status(warehouse.steps(run), "load")).isEqualTo("succeeded");
            JsonObject error = warehouse.refreshes(run).get("v").getJsonObject("error");
            assertThat(error.getString("sqlState")).isEqualTo("42P01");
            assertThat(error.getString("message"))
                    .isEqualTo("the materialized view %s.v is not there any more; create it again or remove it from the"
                                    .formatted(warehouse.schema())
                            + " catalog. What its procedures have loaded is kept");
        }
    }

    @Test
    void a_readers_lock_on_the_view_is_waited_for_as_long_as_the_target_says_and_a_resume_refreshes_alone()
            throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection reader = TestServer.database().asSuperuser()) {
            warehouse
                    .view("v", COUNT, "{lockTimeout: PT1S}")
                    .procedure("load", "other", List.of(), "")
                    .refreshes("v")
                    .register();
            assertThat(warehouse.run("").getString("status")).isEqualTo("succeeded");
            reader.setAutoCommit(false);
            Sql.one(reader, Long.class, "select n from %s.v".formatted(warehouse.schema()));

            JsonObject failed = warehouse.run("");

            JsonObject error = warehouse.refreshes(failed).get("v").getJsonObject("error");
            assertThat(failed.getString("status")).isEqualTo("failed");
            assertThat(failed.getJsonObject("steps").getInt("succeeded")).isEqualTo(1);
            assertThat(failed.getJsonObject("refreshes").getInt("failed")).isEqualTo(1);
            assertThat(error.getString("sqlState")).isEqualTo("55P03");
            assertThat(error.getBoolean("retryable")).isTrue();
            reader.rollback();
            String path = "/runs/" + failed.getString("id") + "/resume";
            warehouse.sql("update silversmith.refresh_target set enabled = false where schema_name = '$s'");
            assertThat(warehouse.operator().post(path, "{}").expect(409).json().getString("detail"))
                    .contains("the refresh target %s.v is disabled".formatted(warehouse.schema()));
            warehouse.sql("update silversmith.refresh_target set enabled = true where schema_name = '$s'");

            JsonObject run = resume(warehouse, failed);

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.calls()).as("of both runs").isEqualTo(2);
            assertThat(shown(warehouse, "v")).isEqualTo(2);
        }
    }

    @Test
    void a_refresh_that_waits_shows_for_whom() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection reader = TestServer.database().asSuperuser()) {
            warehouse
                    .view("v", COUNT, "{}")
                    .procedure("load", "other", List.of(), "")
                    .refreshes("v")
                    .register();
            warehouse.run("");
            reader.setAutoCommit(false);
            Sql.one(reader, Long.class, "select n from %s.v".formatted(warehouse.schema()));
            int pid = Sql.one(reader, Integer.class, "select pg_backend_pid()");

            String id = start(warehouse);

            Awaitility.await().atMost(LONG).until(() -> attempts(warehouse, id).stream()
                    .anyMatch(refresh ->
                            refresh.get("blockedBy") instanceof JsonObject blocker && blocker.getInt("pid") == pid));
            reader.rollback();
            assertThat(warehouse.operator().awaitEnd(id).getString("status")).isEqualTo("succeeded");
        }
    }

    @Test
    void concurrently_lets_readers_go_on_where_postgresql_can_and_else_the_record_says_why_not() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection reader = TestServer.database().asSuperuser()) {
            warehouse
                    .view("can", COUNT, "{concurrently: true, lockTimeout: PT5S}")
                    .view("cannot", COUNT, "{concurrently: true}")
                    .sql("create unique index on $s.can (n); create unique index on $s.cannot (n) where n > 0")
                    .procedure("load", "other", List.of(), "")
                    .refreshes("can", "cannot")
                    .register();

            Map<String, JsonObject> first = warehouse.refreshes(warehouse.run(""));
            reader.setAutoCommit(false);
            Sql.one(reader, Long.class, "select n from %s.can".formatted(warehouse.schema()));
            Map<String, JsonObject> second = warehouse.refreshes(warehouse.run(""));

            assertThat(first.get("can").getBoolean("concurrently")).isFalse();
            assertThat(first.get("can").getString("note")).isEqualTo("not concurrently: the view had no contents yet");
            assertThat(second.get("can").getBoolean("concurrently")).isTrue();
            assertThat(second.get("can").get("note")).isEqualTo(JsonValue.NULL);
            assertThat(second.get("cannot").getBoolean("concurrently")).isFalse();
            assertThat(second.get("cannot").getString("note"))
                    .isEqualTo(
                            "not concurrently: the view has no unique index over plain columns and all rows, so readers had to wait");
            assertThat(shown(warehouse, "can")).isEqualTo(2);
        }
    }

    @Test
    void children_of_a_blocking_link_find_the_view_refreshed() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .view("v", COUNT, "{}")
                    .procedure("parent", "other", List.of(), "")
                    .refreshes("v, blocking: true")
                    .procedure(
                            "child",
                            "other",
                            List.of("parent"),
                            "if (select n from %s.v) <> 1 then raise exception 'old'; end if;"
                                    .formatted(warehouse.schema()))
                    .register();

            JsonObject run = warehouse.run("");

            assertThat(warehouse.steps(run).get("child").get("error")).isEqualTo(JsonValue.NULL);
            assertThat(run.getString("status")).isEqualTo("succeeded");
        }
    }

    @Test
    void a_cancel_ends_the_statement_of_a_refresh_and_leaves_the_view_as_it_was() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            slow(warehouse);
            warehouse
                    .view("v", "select $s.slow() as n", "{}")
                    .view("later", "select n from $s.v", "{}")
                    .procedure("load", "other", List.of(), "")
                    .refreshes("v", "later")
                    .register();
            String id = start(warehouse);
            gate.awaitWaiting(1);

            warehouse.operator().post("/runs/" + id + "/cancel", "").expect(202);
            JsonObject run = warehouse.operator().awaitEnd(id);

            assertThat(run.getString("status")).isEqualTo("cancelled");
            assertThat(status(warehouse.refreshes(run), "v")).isEqualTo("cancelled");
            assertThat(status(warehouse.refreshes(run), "later")).isEqualTo("cancelled");
            assertThat(warehouse.ledger()).containsExactly("load");
            assertThat(warehouse.statementsLeft()).isEmpty();
            assertThat(populated(warehouse, "v")).isFalse();
        }
    }

    @Test
    void a_refresh_that_was_given_up_cannot_record_its_success() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            slow(warehouse);
            warehouse
                    .view("v", "select $s.slow() as n", "{}")
                    .procedure("load", "other", List.of(), "")
                    .refreshes("v")
                    .register();
            String id = start(warehouse);
            gate.awaitWaiting(1);

            warehouse.sql(
                    "update silversmith.refresh_execution set token_hash = '\\x00' where run_id = '%s'".formatted(id));
            gate.open();
            JsonObject run = warehouse.operator().awaitEnd(id);

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(status(warehouse.refreshes(run), "v")).isEqualTo("failed");
            assertThat(populated(warehouse, "v"))
                    .as("rolled back with its record")
                    .isFalse();
        }
    }

    @Test
    void a_view_is_refreshed_by_hand_as_a_run_of_its_own() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .view("v", COUNT, "{}")
                    .view("off", COUNT, "{enabled: false}")
                    .procedure("load", "other", List.of(), "")
                    .refreshes("v")
                    .register();
            String path = "/refresh-targets/" + warehouse.schema() + ".v";
            String key = "key-" + warehouse.schema();

            Answer made = warehouse
                    .operator()
                    .post(path + "/refresh", "", "Idempotency-Key", key)
                    .expect(201);
            JsonObject run = warehouse.operator().awaitEnd(made.json().getString("id"));

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(run.getString("trigger")).isEqualTo("refresh");
            assertThat(run.getString("select")).isEqualTo("refresh:" + warehouse.schema() + ".v");
            assertThat(warehouse.ledger()).isEmpty();
            assertThat(warehouse.refreshes(run).get("v").getString("trigger")).isEqualTo("always");
            assertThat(warehouse
                            .operator()
                            .post(path + "/refresh", "", "Idempotency-Key", key)
                            .expect(200)
                            .header("Idempotency-Replayed"))
                    .isEqualTo("true");
            JsonObject target = warehouse.engineer().get(path).expect(200).json();
            assertThat(target.getJsonObject("lastRefresh").getString("runId")).isEqualTo(run.getString("id"));
            assertThat(target.getJsonArray("links").getJsonObject(0).getString("procedure"))
                    .isEqualTo(warehouse.schema() + ".load");
            String other = "/refresh-targets/" + warehouse.schema() + ".";
            warehouse.operator().post(other + "off/refresh", "").expect(409);
            warehouse.operator().post(other + "nothing/refresh", "").expect(404);
            warehouse.sql("drop materialized view $s.v");
            assertThat(warehouse
                            .operator()
                            .post(path + "/refresh", "")
                            .expect(422)
                            .json()
                            .getString("type"))
                    .isEqualTo("/problems/unknown-view");
            new ApiClient(TestServer.baseUrl(), "engineer")
                    .post(path + "/refresh", "")
                    .expect(403);
        }
    }

    @Test
    void the_limits_of_a_target_are_kept_in_the_catalog() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .view("v", COUNT, "{concurrently: true, timeout: PT20M, lockTimeout: PT7S}")
                    .procedure("load", "other", List.of(), "")
                    .refreshes("v")
                    .register();

            String exported = warehouse.engineer().get("/catalog").expect(200).body();

            assertThat(exported)
                    .contains("  %s.v: {concurrently: true, timeout: PT20M, lockTimeout: PT7S}"
                            .formatted(warehouse.schema()));
            assertThat(warehouse
                            .engineer()
                            .put("/catalog?dryRun=true", "application/yaml", warehouse.catalog())
                            .expect(200)
                            .json()
                            .getJsonObject("refreshTargets")
                            .getJsonObject("changed"))
                    .isEmpty();
        }
    }
}
