package dev.silversmith.server;

import static dev.silversmith.testing.Watermarks.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import dev.silversmith.testing.Watermarks;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/**
 * The operator's day: start a run and watch it, stop it so that its SQL is gone, resume it without repeating anything, and rebuild
 * everything behind a second person's approval, with a trail of it all that verifies.
 */
@ArquillianTest
class OperatorStoryIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final String WHY = "the source has delivered all orders of 2024 again";

    private final ApiClient approver = new ApiClient(TestServer.baseUrl(), "approver");
    private final ApiClient auditor = new ApiClient(TestServer.baseUrl(), "auditor");

    @Test
    void an_operator_starts_watches_stops_resumes_and_rebuilds_safely() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            ApiClient operator = warehouse.operator();
            warehouse.sql("insert into $s.bronze values (1, '2026-01-01 10:00+00'), (2, '2026-01-01 11:00+00')");

            // Starts, and watches the first step end while the second one is under way.
            String run = operator.run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json()
                    .getString("id");
            awaitStep(warehouse, run, "report", "running");
            assertThat(step(warehouse, run, "load").getString("status")).isEqualTo("succeeded");

            // Stops: the statement is gone when the run says so.
            operator.post("/runs/" + run + "/cancel", "").expect(202);
            assertThat(operator.awaitEnd(run).getString("status")).isEqualTo("cancelled");
            assertThat(warehouse.statementsLeft()).isEmpty();
            assertThat(warehouse.ledger()).containsExactly("load");

            // Resumes: what was committed is not repeated.
            gate.open();
            operator.post("/runs/" + run + "/resume", "{\"reason\": \"the lock is free again\"}");
            assertThat(operator.awaitEnd(run).getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("load", "report");
            assertThat(step(warehouse, run, "load").getInt("attemptNo")).isEqualTo(1);
            assertThat(step(warehouse, run, "report").getInt("attemptNo")).isEqualTo(2);

            String full = rebuild(warehouse, operator);

            assertThat(actions(run))
                    .containsExactly(
                            "run.request by operator",
                            "run.start by the system",
                            "run.cancel by operator",
                            "run.end by the system",
                            "run.resume by operator",
                            "run.start by the system",
                            "run.end by the system");
            assertThat(actions(full))
                    .containsExactly(
                            "run.request by operator",
                            "run.approve by approver",
                            "run.start by the system",
                            "run.end by the system");
            assertThat(auditor.get("/audit-events/verification")
                            .expect(200)
                            .json()
                            .getBoolean("verified"))
                    .isTrue();
        }
    }

    /** A full refresh: refused without a word why, waiting for a second person, decided by the approver who saw what it means. */
    private String rebuild(TestWarehouse warehouse, ApiClient operator) throws Exception {
        long calls = warehouse.calls();
        operator.run(full(warehouse, "{\"confirmed\": false, \"reason\": \"" + WHY + "\"}"))
                .expect(422);
        operator.run(full(warehouse, "{\"confirmed\": true, \"reason\": \"because\"}"))
                .expect(422);
        JsonObject asked = operator.run(full(warehouse, "{\"confirmed\": true, \"reason\": \"" + WHY + "\"}"))
                .expect(201)
                .json();
        String id = asked.getString("id");
        assertThat(asked.getString("status")).isEqualTo("pending_approval");
        assertThat(asked.getJsonObject("approval").getString("reason")).isEqualTo(WHY);
        approve(operator, id).expect(403);

        JsonObject impact = approver.get("/runs/" + id + "/impact").expect(200).json();
        assertThat(impact.getJsonArray("procedures")).hasSize(2);
        assertThat(impact.getJsonArray("changes")).isEmpty();
        assertThat(impact.getJsonArray("conflicts")).isEmpty();
        assertThat(warehouse.calls()).isEqualTo(calls);

        Answer approved = approve(approver, id);
        assertThat(approved.status()).as(approved.body()).isEqualTo(200);
        JsonObject ended = operator.awaitEnd(id);
        assertThat(ended.getString("status")).isEqualTo("succeeded");
        assertThat(ended.getJsonObject("approval").getString("approver")).isEqualTo("approver");
        JsonObject load = step(warehouse, id, "load");
        assertThat(parameter(load, "p_since")).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(load.getInt("rowsInserted"))
                .as("two of silver, one of the ledger")
                .isEqualTo(3);
        assertThat(new Watermarks(warehouse).value("load")).isEqualTo("2026-01-01T11:00:00Z");
        return id;
    }

    private static TestWarehouse warehouse() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.sql("""
                create table $s.bronze (id int primary key, at timestamptz not null);
                create table $s.silver (id int not null);
                grant all on all tables in schema $s to silversmith_warehouse;
                create procedure $s.load(p_since timestamptz, p_until timestamptz) language plpgsql as $body$
                begin
                  perform nextval('$s.calls');
                  insert into $s.ledger (name) values ('load');
                  insert into $s.silver select id from $s.bronze where at > p_since and at <= p_until;
                end $body$
                """);
        String modes = "    modes: {incremental: true, full: true, allowFullRefresh: true}\n";
        warehouse.entry("load", "other", List.of(), modes + """
                    parameters:
                      p_since: {type: timestamptz, from: watermark.lower}
                      p_until: {type: timestamptz, from: watermark.upper}
                    watermark:
                      type: timestamptz
                      initial: '1970-01-01T00:00:00Z'
                      upperBound: select max(at) from %s.bronze
                """.formatted(warehouse.schema()));
        warehouse
                .procedure("report", "other", List.of("load"), Gate.pass(warehouse))
                .catalogMore(modes);
        return warehouse.register();
    }

    private static String full(TestWarehouse warehouse, String fullRefresh) {
        return "{\"mode\": \"full\", " + warehouse.select() + ", \"fullRefresh\": " + fullRefresh + "}";
    }

    private static Answer approve(ApiClient person, String run) {
        return person.post("/runs/" + run + "/approval", "{\"decision\": \"approve\", \"reason\": \"ticket 512\"}");
    }

    private static void awaitStep(TestWarehouse warehouse, String run, String name, String status) {
        Awaitility.await()
                .atMost(LONG)
                .until(() -> step(warehouse, run, name).getString("status").equals(status));
    }

    /** The last attempt of a procedure. */
    private static JsonObject step(TestWarehouse warehouse, String run, String name) {
        Map<String, JsonObject> steps = warehouse.steps(
                warehouse.operator().get("/runs/" + run).expect(200).json());
        return steps.get(name);
    }

    /** What was done to a run and by whom, oldest first. */
    private List<String> actions(String run) {
        return auditor
                .get("/audit-events?objectType=run&objectId=" + run)
                .expect(200)
                .items()
                .getValuesAs(JsonValue::asJsonObject)
                .stream()
                .sorted((a, b) -> Long.compare(
                        a.getJsonNumber("seq").longValue(),
                        b.getJsonNumber("seq").longValue()))
                .map(event -> event.getString("action") + " by "
                        + event.getString("actor").replaceFirst("^system:.+", "the system"))
                .toList();
    }
}
