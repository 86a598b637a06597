package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.SmallServer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import dev.silversmith.testing.WebhookReceiver.Received;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A failed run is told to the webhook's receiver. */
@ArquillianTest
class WebhookIT {

    private final ApiClient admin = new ApiClient(TestServer.baseUrl(), "admin");

    @AfterEach
    void answerAgain() {
        TestServer.receiver().answer(message -> 204);
    }

    private static JsonObject failedRun(TestWarehouse warehouse) throws SQLException {
        JsonObject run = warehouse
                .procedure("load_bad", "other", List.of(), "raise exception 'no such region' using errcode = 'P0404';")
                .register()
                .run("");
        assertThat(run.getString("status")).isEqualTo("failed");
        return run;
    }

    private static Received told(JsonObject run, int times) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> TestServer.receiver().about(run.getString("id")), found -> found.size() == times)
                .get(times - 1);
    }

    private JsonObject awaitStatus(JsonObject run, String status) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> admin
                                .get("/notifications?limit=200&status=" + status)
                                .expect(200)
                                .items()
                                .getValuesAs(JsonObject.class)
                                .stream()
                                .filter(message -> message.get("runId").equals(run.get("id")))
                                .toList(),
                        found -> found.size() == 1)
                .get(0);
    }

    @Test
    void a_failed_run_is_told_to_the_receiver_in_a_signed_message() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            JsonObject run = failedRun(warehouse);

            Received message = told(run, 1);

            assertThat(message.genuine()).isTrue();
            JsonObject json = message.json();
            assertThat(json.getString("type")).isEqualTo("run.failed");
            JsonObject failed = json.getJsonObject("data")
                    .getJsonObject("run")
                    .getJsonArray("failed")
                    .getJsonObject(0);
            assertThat(failed.getString("procedure")).isEqualTo(warehouse.schema() + ".load_bad");
            assertThat(failed.getString("sqlState")).isEqualTo("P0404");
            assertThat(failed.getString("message")).contains("no such region");
            JsonObject listed = awaitStatus(run, "delivered");
            assertThat(listed.getString("id")).isEqualTo(message.id());
            assertThat(listed.getInt("attempts")).isEqualTo(1);
        }
    }

    @Test
    void a_run_that_succeeds_or_is_cancelled_is_not_told() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            JsonObject good = warehouse
                    .procedure("load_good", "other", List.of(), "")
                    .register()
                    .run("");

            assertThat(good.getString("status")).isEqualTo("succeeded");
            assertThat(Sql.one(
                            warehouse.connection(),
                            Long.class,
                            "select count(*) from silversmith.notification where run_id = ?::uuid",
                            good.getString("id")))
                    .isZero();
        }
    }

    @Test
    void a_dead_message_is_seen_and_sent_again_by_an_admin() throws Exception {
        TestServer.receiver().answer(message -> 410);
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            JsonObject run = failedRun(warehouse);
            JsonObject dead = awaitStatus(run, "dead");
            assertThat(dead.getString("lastError")).isEqualTo("the receiver answered 410");
            TestServer.receiver().answer(message -> 204);

            JsonObject renewed = admin.post("/notifications/" + dead.getString("id") + "/redelivery", "{}")
                    .expect(202)
                    .json();

            assertThat(renewed.getString("status")).isEqualTo("pending");
            assertThat(renewed.getInt("attempts")).isZero();
            assertThat(told(run, 2).id()).isEqualTo(dead.getString("id"));
            awaitStatus(run, "delivered");
            assertThat(Sql.list(
                            warehouse.connection(),
                            String.class,
                            "select actor from silversmith.audit_event where action = 'notification.redeliver' and object_id = ?",
                            dead.getString("id")))
                    .containsExactly("admin");
        }
    }

    @Test
    void a_message_that_is_still_tried_is_not_sent_beside_its_attempts() throws Exception {
        TestServer.receiver().answer(message -> 500);
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            JsonObject run = failedRun(warehouse);
            told(run, 1);
            JsonObject pending = awaitStatus(run, "pending");

            admin.post("/notifications/" + pending.getString("id") + "/redelivery", "{}")
                    .expect(409);
            admin.post("/notifications/00000000-0000-0000-0000-000000000000/redelivery", "{}")
                    .expect(404);
            admin.post("/notifications/nothing/redelivery", "{}").expect(404);
        }
    }

    @Test
    void the_list_goes_on_where_a_page_ended_and_refuses_what_it_does_not_know() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            awaitStatus(failedRun(warehouse), "delivered");
            JsonObject second = warehouse.run("");
            awaitStatus(second, "delivered");

            JsonObject page = admin.get("/notifications?limit=1&status=delivered")
                    .expect(200)
                    .json();
            JsonObject next = admin.get(
                            "/notifications?limit=1&status=delivered&cursor=" + page.getString("nextCursor"))
                    .expect(200)
                    .json();

            assertThat(created(page)).isAfter(created(next));
            admin.get("/notifications?limit=1&cursor=" + page.getString("nextCursor"))
                    .expect(422);
            admin.get("/notifications?status=lost").expect(422);
        }
    }

    @Test
    void a_wanted_approval_of_a_run_and_of_a_reset_is_told_and_of_a_refused_request_nothing() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            warehouse
                    .sql("create procedure $s.load(inout p_end bigint) language sql as $$ select p_end + 7 $$")
                    .entry("load", "other", List.of(), """
                                modes: {incremental: true, full: true, allowFullRefresh: true}
                                parameters:
                                  p_end: {type: bigint, from: watermark.lower}
                                watermark: {type: bigint, initial: 0, out: p_end}
                            """)
                    .register()
                    .run("");
            String full =
                    "{\"mode\": \"full\", \"select\": \"tag:%s\", \"fullRefresh\": {\"confirmed\": %s, \"reason\": \"after a correction\"}}";
            warehouse
                    .operator()
                    .run(full.formatted(warehouse.schema(), "false"))
                    .expect(422);

            JsonObject run = warehouse
                    .operator()
                    .run(full.formatted(warehouse.schema(), "true"))
                    .expect(201)
                    .json();
            warehouse
                    .operator()
                    .put(
                            "/watermarks/" + warehouse.schema() + ".load",
                            "application/json",
                            "{\"value\": null, \"reason\": \"load everything again\"}");

            JsonObject ofRun = told(run, 1).json();
            assertThat(ofRun.getString("type")).isEqualTo("approval.wanted");
            JsonObject asked = ofRun.getJsonObject("data").getJsonObject("run");
            assertThat(asked.getString("reason")).isEqualTo("after a correction");
            assertThat(asked.getString("expiresAt")).isNotBlank();
            assertThat(asked.getString("path")).isEqualTo("/console/approval?id=" + run.getInt("number"));
            List<Received> ofReset = Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> TestServer.receiver().about(warehouse.schema() + ".load"), found -> found.size() == 1);
            JsonObject reset = ofReset.get(0).json().getJsonObject("data").getJsonObject("watermarkReset");
            assertThat(reset.getString("from")).isEqualTo("7");
            assertThat(reset.isNull("to")).isTrue();
            assertThat(reset.getString("path")).isEqualTo("/console/reset?id=" + reset.getInt("number"));
            assertThat(TestServer.receiver().about("after a correction").stream()
                            .filter(message -> message.body().contains("tag:" + warehouse.schema())))
                    .hasSize(1);
            warehouse
                    .operator()
                    .post("/runs/" + run.getString("id") + "/cancel", "")
                    .expect(202);
        }
    }

    private static Instant created(JsonObject page) {
        return Instant.parse(page.getJsonArray("items").getJsonObject(0).getString("createdAt"));
    }

    /** This server was not given any address. */
    @Test
    void a_server_without_a_webhook_writes_no_message() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse()) {
            failedRun(warehouse);

            assertThat(Sql.one(warehouse.connection(), Long.class, "select count(*) from silversmith.notification"))
                    .isZero();
        }
    }
}
