package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.ApiDocument;
import dev.silversmith.testing.ApiDocument.Operation;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** The document that the server gives, held against what the server answers. */
@ArquillianTest
class OpenApiIT {

    private static final String NONE = "00000000-0000-0000-0000-000000000000";
    private static final String FULL =
            "\"mode\": \"full\", \"fullRefresh\": {\"confirmed\": true, \"reason\": \"loaded twice last night\"}";

    private final List<String> faults = new ArrayList<>();
    private final Set<String> succeeded = new TreeSet<>();
    private final ApiDocument document =
            ApiDocument.read(api("viewer").get("/openapi").expect(200).body());

    private static ApiClient api(String user) {
        return new ApiClient(TestServer.baseUrl(), user);
    }

    /** Remembers what an answer has other than the document says. */
    private Answer check(String operation, Answer answer) {
        return new Answer(check(operation, answer.response()));
    }

    private HttpResponse<String> check(String operation, HttpResponse<String> answer) {
        Operation described = document.operation(operation);
        document.faults(described, answer)
                .forEach(fault ->
                        faults.add("%s %d: %s in %s".formatted(operation, answer.statusCode(), fault, answer.body())));
        if (answer.statusCode() < 300) {
            succeeded.add(operation);
        }
        return answer;
    }

    private Answer get(String operation, String user, String path) {
        return check(operation, api(user).get(path));
    }

    @Test
    void without_a_login_nobody_sees_the_document_neither_here_nor_where_servers_have_it_by_default() throws Exception {
        for (String path : List.of("/api/v1/openapi", "/openapi", "/openapi/ui")) {
            assertThat(RawRequest.to(TestServer.baseUrl() + path).send().statusCode())
                    .as(path)
                    .isIn(401, 404);
        }
        assertThat(RawRequest.to(TestServer.baseUrl() + "/api/v1/openapi")
                        .as("nobody")
                        .send()
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void real_answers_of_every_operation_are_as_the_document_says() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            catalog(warehouse);
            String failed = runs(warehouse);
            full(warehouse);
            reads(failed);
            watermarks(warehouse);
            views(warehouse, failed);
            refusals(failed);
            notification();
        }

        assertThat(faults).isEmpty();
        assertThat(succeeded)
                .as("operations with a success that was held against the document; streams do not end")
                .containsAll(document.operations().keySet().stream()
                        .filter(name -> !name.endsWith("/events"))
                        .toList());
    }

    private void catalog(TestWarehouse warehouse) throws Exception {
        warehouse
                .view("counted", "select count(*) as n from $s.ledger", "{concurrently: true, timeout: PT1M}")
                .sql("""
                        create table $s.bronze (at timestamptz not null);
                        insert into $s.bronze values ('2026-01-01 10:00+00');
                        grant select on $s.bronze to silversmith_warehouse;
                        create procedure $s.load(p_since timestamptz, p_until timestamptz) language sql
                          as 'insert into $s.ledger (name) values (''load'')'
                        """)
                .entry("load", "fact", List.of(), """
                            modes: {incremental: true, full: true, allowFullRefresh: true}
                            parameters:
                              p_since: {type: timestamptz, from: watermark.lower}
                              p_until: {type: timestamptz, from: watermark.upper}
                            watermark: {type: timestamptz, initial: '1970-01-01T00:00:00Z', upperBound: select max(at) from %s.bronze}
                            retry: {maxAttempts: 2, backoff: PT1S}
                            expect: {minRows: 0}
                            timeout: PT1M
                        """.formatted(warehouse.schema())
                        .indent(-4)
                        .replaceAll("(?m)^", "    "))
                .procedure(
                        "broken",
                        "other",
                        List.of("load"),
                        "raise notice 'here'; raise exception 'no' using errcode = 'P0001', hint = 'h';")
                .refreshes("counted, trigger: always")
                .procedure("after", "other", List.of("broken"), "")
                .procedure("own", "other", List.of(), "commit;")
                .catalogMore("    transaction: own\n");
        String file = warehouse.catalog();
        ApiClient engineer = warehouse.engineer();
        check("PUT /catalog", engineer.put("/catalog?dryRun=true", "application/yaml", file))
                .expect(200);
        check("PUT /catalog", engineer.put("/catalog", "application/yaml", file))
                .expect(200);
        check("PUT /catalog", engineer.put("/catalog", "application/yaml", file.replace("fact", "dimension")))
                .expect(200);
        check("PUT /catalog", engineer.put("/catalog", "application/yaml", "version: 1\nnope: 1"))
                .expect(422);
        check("PUT /catalog", engineer.put("/catalog", "application/json", "{}"))
                .expect(415);
        check("PUT /catalog", api("viewer").put("/catalog", "application/yaml", file))
                .expect(403);
        get("GET /catalog", "viewer", "/catalog").expect(200);
    }

    /** A run that fails; its id. */
    private String runs(TestWarehouse warehouse) {
        String body = "{" + warehouse.select() + ", \"timeout\": \"PT5M\", \"businessDate\": \"2026-01-01\"}";
        String key = UUID.randomUUID().toString();
        check("POST /plans", api("viewer").post("/plans", body)).expect(200);
        check("POST /plans", api("viewer").post("/plans", "{\"select\": \"tag:nope-nope\"}"))
                .expect(422);
        Answer made = check("POST /runs", warehouse.operator().run(body, key)).expect(201);
        String id = made.json().getString("id");
        assertThat(made.header("Location")).endsWith("/api/v1/runs/" + id);
        check("POST /runs", warehouse.operator().run(body, key)).expect(200);
        check("POST /runs", warehouse.operator().run("{}", key)).expect(422);
        check("POST /runs", warehouse.operator().post("/runs", body)).expect(400);
        check("POST /runs", warehouse.operator().run("{\"nope\": 1}")).expect(422);
        check("POST /runs", api("viewer").run(body)).expect(403);
        get("GET /runs/{id}", "viewer", "/runs/" + id + "?wait=PT5M").expect(200);
        check("POST /runs/{id}/resume", warehouse.operator().post("/runs/" + id + "/resume", "{\"acceptDrift\": true}"))
                .expect(422);
        check("POST /runs/{id}/resume", warehouse.operator().post("/runs/" + id + "/resume", "{}"))
                .expect(202);
        warehouse.operator().awaitEnd(id);
        return id;
    }

    private void full(TestWarehouse warehouse) {
        String body = "{\"select\": \"%s.load\", %s}".formatted(warehouse.schema(), FULL);
        check("POST /runs", warehouse.operator().run(body.replace("true", "false")))
                .expect(422);
        String first = check("POST /runs", warehouse.operator().run(body))
                .expect(201)
                .json()
                .getString("id");
        get("GET /runs/{id}/impact", "approver", "/runs/" + first + "/impact").expect(200);
        String approval = "/runs/" + first + "/approval";
        check("POST /runs/{id}/approval", api("approver").post(approval, "{}")).expect(422);
        check("POST /runs/{id}/approval", api("approver").post(approval, "{\"decision\": \"approve\"}"))
                .expect(200);
        check("POST /runs/{id}/approval", api("approver").post(approval, "{\"decision\": \"approve\"}"))
                .expect(409);
        warehouse.operator().awaitEnd(first);
        String second = warehouse.operator().run(body).expect(201).json().getString("id");
        check("POST /runs/{id}/cancel", warehouse.operator().post("/runs/" + second + "/cancel", ""))
                .expect(202);
        check("POST /runs/{id}/cancel", warehouse.operator().post("/runs/" + first + "/cancel", ""))
                .expect(409);
        check("POST /runs/{id}/resume", warehouse.operator().post("/runs/" + first + "/resume", "{}"))
                .expect(409);
    }

    private void reads(String run) {
        get("GET /openapi", "viewer", "/openapi").expect(200);
        get("GET /runs", "viewer", "/runs?status=failed,succeeded&limit=20").expect(200);
        get("GET /runs", "viewer", "/runs?format=csv&from=2100-01-01").expect(200);
        get("GET /runs/{id}/steps", "viewer", "/runs/" + run + "/steps").expect(200);
        get("GET /runs/{id}/plan", "viewer", "/runs/" + run + "/plan").expect(200);
        get("GET /runs/{id}/plan", "viewer", "/runs/" + run + "/plan?format=jobxml")
                .expect(200);
        get("GET /runs/{id}/impact", "viewer", "/runs/" + run + "/impact").expect(200);
        get("GET /runs/{id}/logs", "viewer", "/runs/" + run + "/logs").expect(200);
        String lines = get("GET /runs/{id}/logs", "viewer", "/runs/" + run + "/logs?format=json")
                .expect(200)
                .body();
        lines.lines().forEach(line -> faults.addAll(document.faults("LogFileLine", line)));
        get("GET /steps", "viewer", "/steps?runId=" + run).expect(200);
        for (JsonObject step :
                api("viewer").get("/runs/" + run + "/steps").items().getValuesAs(JsonObject.class)) {
            get("GET /steps/{id}", "viewer", "/steps/" + step.getString("id")).expect(200);
            get("GET /steps/{id}/logs", "viewer", "/steps/" + step.getString("id") + "/logs")
                    .expect(200);
        }
        get("GET /audit-events", "auditor", "/audit-events?limit=200").expect(200);
        get("GET /audit-events", "auditor", "/audit-events?format=csv&from=2100-01-01")
                .expect(200);
        String events = get("GET /audit-events", "auditor", "/audit-events?format=jsonl&objectId=" + run)
                .expect(200)
                .body();
        assertThat(events).isNotEmpty();
        events.lines().forEach(line -> faults.addAll(document.faults("AuditEvent", line)));
        get("GET /audit-events/verification", "auditor", "/audit-events/verification")
                .expect(200);
    }

    private void views(TestWarehouse warehouse, String run) {
        String target = "/refresh-targets/" + warehouse.schema() + ".counted";
        get("GET /runs/{id}/refreshes", "viewer", "/runs/" + run + "/refreshes").expect(200);
        get("GET /refresh-targets", "viewer", "/refresh-targets").expect(200);
        get("GET /refresh-targets/{name}", "viewer", target).expect(200);
        get("GET /refresh-targets/{name}", "viewer", target + "_not").expect(404);
        String refresh = "POST /refresh-targets/{name}/refresh";
        String key = "view-" + warehouse.schema();
        check(refresh, api("operator").post(target + "/refresh", "", "Idempotency-Key", key))
                .expect(201);
        check(refresh, api("operator").post(target + "/refresh", "", "Idempotency-Key", key))
                .expect(200);
        check(refresh, api("operator").post(target + "_not/refresh", "")).expect(404);
        check(refresh, api("viewer").post(target + "/refresh", "")).expect(403);
        get("GET /metrics/procedures", "viewer", "/metrics/procedures?procedure=" + warehouse.schema() + ".load")
                .expect(200);
    }

    private void watermarks(TestWarehouse warehouse) {
        get("GET /watermarks", "viewer", "/watermarks?limit=200").expect(200);
        String path = "/watermarks/" + warehouse.schema() + ".load";
        String back = "{\"value\": null, \"reason\": \"delivered once more\"}";
        check("PUT /watermarks/{name}", put(path, "{}")).expect(422);
        Answer waits = check("PUT /watermarks/{name}", put(path, back)).expect(202);
        assertThat(waits.header("Location")).contains("/api/v1/watermark-resets/");
        check("PUT /watermarks/{name}", put(path, back)).expect(409);
        String reset = "/watermark-resets/" + waits.json().getInt("number");
        get("GET /watermark-resets/{id}", "viewer", reset).expect(200);
        check("POST /watermark-resets/{id}/cancel", api("operator").post(reset + "/cancel", ""))
                .expect(200);
        String again = "/watermark-resets/" + put(path, back).expect(202).json().getString("id");
        String approve = "{\"decision\": \"approve\", \"reason\": \"seen it\"}";
        check("POST /watermark-resets/{id}/approval", api("approver").post(again + "/approval", approve))
                .expect(200);
        check("POST /watermark-resets/{id}/approval", api("approver").post(again + "/approval", approve))
                .expect(409);
        check("POST /watermark-resets/{id}/cancel", api("operator").post(again + "/cancel", ""))
                .expect(409);
        check(
                "PUT /watermarks/{name}",
                put(path, "{\"value\": \"2026-01-01 00:00+00\", \"reason\": \"delivered once more\"}"));
        get("GET /watermark-resets", "viewer", "/watermark-resets").expect(200);
    }

    private static Answer put(String path, String json) {
        return api("operator").put(path, "application/json", json);
    }

    /** The same few mistakes everywhere: nothing of this id, an unknown parameter, nobody, and a form that is not there. */
    private void refusals(String run) throws Exception {
        for (Operation operation : document.operations().values()) {
            String path = operation.path().replace("{id}", NONE).replace("{name}", "nowhere.nothing");
            RawRequest nobody = request(operation, path);
            check(operation.name(), nobody.send());
            check(operation.name(), request(operation, path).as("nobody").send());
            check(
                    operation.name(),
                    request(operation, path + "?nope=1").as("admin").send());
            check(
                    operation.name(),
                    request(operation, path + "?q=%00").as("admin").send());
            check(
                    operation.name(),
                    request(operation, path)
                            .as("admin")
                            .header("Accept", "image/png")
                            .send());
            if (operation.path().contains("{") || !operation.body().isEmpty()) {
                check(operation.name(), request(operation, path).as("admin").send());
            }
            if (!operation.body().isEmpty()) {
                check(
                        operation.name(),
                        request(operation, path).as("admin").body("{").send());
                check(
                        operation.name(),
                        request(operation, path).as("admin").body("[1]").send());
            }
        }
        get("GET /runs/{id}/plan", "viewer", "/runs/" + run + "/plan?format=nope")
                .expect(422);
    }

    private static RawRequest request(Operation operation, String path) {
        String type = operation.body().isEmpty()
                ? "text/plain"
                : operation.body().keySet().iterator().next();
        return RawRequest.to(TestServer.baseUrl() + "/api/v1" + path)
                .method(operation.method())
                .type(type);
    }

    /** Of what the test has sent before; whichever has been delivered is sent once more. */
    private void notification() {
        JsonObject delivered = Awaitility.await()
                .until(
                        () -> get("GET /notifications", "admin", "/notifications?status=delivered,dead")
                                .expect(200)
                                .items()
                                .getValuesAs(JsonObject.class),
                        items -> !items.isEmpty())
                .get(0);
        check(
                        "POST /notifications/{id}/redelivery",
                        api("admin").post("/notifications/" + delivered.getString("id") + "/redelivery", ""))
                .expect(202);
    }
}
