package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.AtOnce;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Runs that share a procedure wait for each other, or are rejected. */
@ArquillianTest
class RunOverlapIT {

    private static final String REJECT = ", \"onOverlap\": \"reject\"";

    /** Procedures {@code a}, {@code b} and {@code c} that wait for a gate, and {@code apart} that does not. */
    private static TestWarehouse warehouse() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        for (String name : List.of("a", "b", "c")) {
            warehouse.procedure(name, "other", List.of(), Gate.pass(warehouse));
        }
        return warehouse.procedure("apart", "other", List.of(), "").register();
    }

    private static String body(TestWarehouse warehouse, String names, String more) {
        StringBuilder select = new StringBuilder();
        for (String name : names.split(" ", -1)) {
            select.append(warehouse.schema()).append('.').append(name).append(' ');
        }
        return "{\"select\": \"%s\"%s}".formatted(select.toString().strip(), more);
    }

    private static JsonObject request(TestWarehouse warehouse, String names) {
        return warehouse.operator().run(body(warehouse, names, "")).expect(201).json();
    }

    private static JsonObject now(TestWarehouse warehouse, JsonObject run) {
        return warehouse
                .operator()
                .get("/runs/" + run.getString("id"))
                .expect(200)
                .json();
    }

    private static long runs(TestWarehouse warehouse) throws Exception {
        return Sql.one(
                warehouse.connection(),
                Long.class,
                "select count(*) from silversmith.transformation_run where selection like '%' || ? || '%'",
                warehouse.schema());
    }

    @Test
    void with_on_overlap_reject_an_open_run_that_shares_a_procedure_refuses_the_request() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            JsonObject active = request(warehouse, "a");
            JsonObject queued = request(warehouse, "a b");
            String key = UUID.randomUUID().toString();

            Answer overActive = warehouse.operator().run(body(warehouse, "a c", REJECT), key);
            Answer overQueued = warehouse.operator().run(body(warehouse, "b", REJECT));
            Answer beside = warehouse.operator().run(body(warehouse, "apart", REJECT));

            JsonObject problem = overActive.expect(409).json();
            assertThat(problem.getString("type")).isEqualTo("/problems/run-overlap");
            assertThat(problem.getString("runId")).isEqualTo(active.getString("id"));
            assertThat(problem.getString("detail"))
                    .contains("run " + active.getInt("number"))
                    .contains(Integer.toString(queued.getInt("number")))
                    .contains(warehouse.schema() + ".a");
            assertThat(overQueued.expect(409).json().getString("runId")).isEqualTo(queued.getString("id"));
            assertThat(beside.expect(201).json().getString("onOverlap")).isEqualTo("reject");
            assertThat(runs(warehouse)).isEqualTo(3);

            gate.open();
            warehouse.operator().awaitEnd(queued.getString("id"));
            Answer later = warehouse.operator().run(body(warehouse, "a c", REJECT), key);
            assertThat(warehouse
                            .operator()
                            .awaitEnd(later.expect(201).json().getString("id"))
                            .getString("status"))
                    .isEqualTo("succeeded");
        }
    }

    @Test
    void a_run_that_awaits_its_approval_is_open_for_on_overlap_reject() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .engineer()
                    .put("/catalog", "application/yaml", warehouse.catalog() + FullRuns.ALLOWED)
                    .expect(200);
            JsonObject run = warehouse
                    .operator()
                    .run(new FullRuns(warehouse, TestServer.baseUrl())
                            .body("")
                            .replace("tag:" + warehouse.schema(), warehouse.schema() + ".apart"))
                    .expect(201)
                    .json();

            Answer answer = warehouse.operator().run(body(warehouse, "apart", REJECT));
            Answer queueing = warehouse.operator().run(body(warehouse, "apart", ""));
            assertThat(answer.expect(409).json().getString("runId")).isEqualTo(run.getString("id"));
            assertThat(warehouse
                            .operator()
                            .awaitEnd(queueing.expect(201).json().getString("id"))
                            .getString("status"))
                    .isEqualTo("succeeded");
        }
    }

    @Test
    void a_run_names_the_one_that_it_waits_for_and_overtakes_those_with_which_it_shares_nothing() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            JsonObject first = request(warehouse, "a");
            JsonObject second = request(warehouse, "a b");
            JsonObject third = request(warehouse, "b c");
            JsonObject apart = request(warehouse, "apart");

            assertThat(second.getInt("waitingFor")).isEqualTo(first.getInt("number"));
            assertThat(third.getInt("waitingFor")).isEqualTo(second.getInt("number"));
            assertThat(third.getString("status")).isEqualTo("queued");
            assertThat(warehouse.operator().awaitEnd(apart.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(now(warehouse, apart).get("waitingFor")).isEqualTo(JsonValue.NULL);

            gate.open();
            warehouse.operator().awaitEnd(third.getString("id"));
            assertThat(now(warehouse, second).getString("finishedAt"))
                    .isLessThanOrEqualTo(now(warehouse, third).getString("startedAt"));
            assertThat(warehouse.ledger()).hasSize(6);
        }
    }

    @Test
    void the_cancel_of_a_queued_run_lets_the_next_one_go_on() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            JsonObject active = request(warehouse, "a");
            JsonObject between = request(warehouse, "a apart");
            JsonObject last = request(warehouse, "apart");
            assertThat(last.getInt("waitingFor")).isEqualTo(between.getInt("number"));

            warehouse
                    .operator()
                    .post("/runs/" + between.getString("id") + "/cancel", "")
                    .expect(202);

            assertThat(warehouse.operator().awaitEnd(last.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(now(warehouse, active).getString("status")).isEqualTo("running");
            assertThat(now(warehouse, between).getString("status")).isEqualTo("cancelled");
            gate.open();
            warehouse.operator().awaitEnd(active.getString("id"));
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("apart", "a");
        }
    }

    @Test
    void requests_that_wait_for_another_server_leave_connections_for_the_heartbeat_and_for_whoever_looks()
            throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection otherServer = TestServer.database().asSuperuser()) {
            String insertLock = "(hashtextextended('silversmith:new-run', 0))";
            String key = UUID.randomUUID().toString();
            Sql.execute(otherServer, "select pg_advisory_lock" + insertLock);
            CompletableFuture<List<Answer>> requests = CompletableFuture.supplyAsync(
                    () -> AtOnce.call(40, caller -> warehouse.operator().run(body(warehouse, "apart", ""), key)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Sql.one(
                                    otherServer,
                                    Long.class,
                                    "select count(*) from pg_stat_activity where wait_event = 'advisory' and datname = current_database()")
                            > 0);

            Awaitility.await("heartbeats go on")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Sql.one(otherServer, Boolean.class, """
                    select s.heartbeat_at > a.query_start + interval '6 seconds'
                      from silversmith.server_instance s,
                           (select min(query_start) as query_start from pg_stat_activity where wait_event = 'advisory') a
                    """));
            warehouse.operator().get("/runs").expect(200);

            Sql.execute(otherServer, "select pg_advisory_unlock" + insertLock);
            assertThat(requests.join())
                    .extracting(Answer::status)
                    .containsOnly(200, 201)
                    .containsOnlyOnce(201);
        }
    }
}
