package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.UUID;
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
            JsonObject run = request(warehouse, "apart");
            warehouse.operator().awaitEnd(run.getString("id"));
            Sql.update(
                    warehouse.connection(),
                    "update silversmith.transformation_run set status = 'pending_approval', finished_at = null where id = ?::uuid",
                    run.getString("id"));

            Answer answer = warehouse.operator().run(body(warehouse, "apart", REJECT));
            Answer queueing = warehouse.operator().run(body(warehouse, "apart", ""));
            Sql.update(
                    warehouse.connection(),
                    "delete from silversmith.transformation_run where id = ?::uuid",
                    run.getString("id"));

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
}
