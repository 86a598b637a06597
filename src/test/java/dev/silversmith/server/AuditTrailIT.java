package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Refusal;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an auditor sees of acts of every kind, through the API. */
@ArquillianTest
class AuditTrailIT {

    private final ApiClient auditor = new ApiClient(TestServer.baseUrl(), "auditor");

    @Test
    void a_run_leaves_one_event_each_of_its_request_start_and_end() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("p", "other", List.of(), "").register();
            JsonObject run = warehouse.run(", \"timeout\": \"PT1H\"");

            List<JsonObject> events = events("objectType=run&objectId=" + run.getString("id"));

            assertThat(events)
                    .extracting(event -> event.getString("actor") + " " + event.getString("action"))
                    .containsExactly("system:container run.end", "system:container run.start", "operator run.request");
            JsonObject request = events.get(2);
            assertThat(request.isNull("before")).isTrue();
            assertThat(request.getJsonObject("after").getString("select")).isEqualTo("tag:" + warehouse.schema());
            assertThat(request.getJsonObject("after").getInt("timeoutMs")).isEqualTo(3_600_000);
            assertThat(request.getJsonObject("after").getInt("number")).isEqualTo(run.getInt("number"));
            assertThat(request.getString("hash")).matches("[0-9a-f]{64}");
            assertThat(events.get(0).getJsonObject("before").getString("status"))
                    .isEqualTo("running");
            assertThat(events.get(0).getJsonObject("after").getString("status")).isEqualTo("succeeded");
            assertThat(events.get(0).getInt("seq")).isGreaterThan(events.get(1).getInt("seq"));
        }
    }

    @Test
    void a_cancelled_run_leaves_one_event_of_the_cancel_with_who_did_it() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .procedure("p", "other", List.of(), "perform pg_sleep(60);")
                    .register();
            JsonObject run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();
            String path = "/runs/" + run.getString("id");
            Awaitility.await("its start").until(() -> warehouse.calls() == 1);
            for (int i = 0; i < 2; i++) {
                new ApiClient(TestServer.baseUrl(), "admin")
                        .post(path + "/cancel", "{}")
                        .expect(202);
            }
            warehouse.operator().awaitEnd(run.getString("id"));

            assertThat(events("objectId=" + run.getString("id") + "&action=run.cancel,run.end"))
                    .extracting(event -> event.getString("actor") + " " + event.getString("action") + " "
                            + event.getJsonObject("before").getString("status") + " "
                            + event.getJsonObject("after").getString("status"))
                    .containsExactly(
                            "system:container run.end cancelling cancelled", "admin run.cancel running cancelling");
        }
    }

    @Test
    void an_import_leaves_one_event_with_its_counts_and_one_of_each_entry_with_its_changed_fields() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String s = warehouse.schema();
            warehouse
                    .procedure("a", "other", List.of(), "")
                    .procedure("b", "other", List.of(), "")
                    .group("g", 1, List.of("a", "b"))
                    .register();
            warehouse
                    .engineer()
                    .put("/catalog", "application/yaml", """
                    version: 1
                    procedures:
                      %1$s.a: {description: changed, tags: [%1$s]}
                    """.formatted(s))
                    .expect(200);

            List<JsonObject> changes = events("action=catalog.change&q=" + s);
            assertThat(changes)
                    .extracting(event -> event.getString("actor") + " " + event.getString("objectType") + " "
                            + event.getString("objectId"))
                    .containsExactly(
                            "engineer procedure " + s + ".a",
                            "engineer group " + s + "_g",
                            "engineer procedure " + s + ".b",
                            "engineer procedure " + s + ".a");
            assertThat(changes.get(0).getJsonObject("before")).hasToString("{\"description\":\"\"}");
            assertThat(changes.get(0).getJsonObject("after")).hasToString("{\"description\":\"changed\"}");
            JsonObject added = changes.get(3);
            assertThat(added.isNull("before")).isTrue();
            assertThat(added.getJsonObject("after").getString("kind")).isEqualTo("other");
            assertThat(added.getJsonObject("after").getString("bodyHash")).hasSize(64);
            int import2 = changes.get(0).getInt("seq") - 1;
            JsonObject edit = events("action=catalog.import&objectType=catalog").stream()
                    .filter(event -> event.getInt("seq") == import2)
                    .findFirst()
                    .orElseThrow();
            assertThat(edit.getJsonObject("after").getJsonObject("procedures"))
                    .hasToString("{\"added\":0,\"changed\":1,\"removed\":0}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "form"})
    void a_failed_login_leaves_its_name_method_and_address_but_never_the_password(String method) throws Exception {
        String name = "mallory-" + UUID.randomUUID();
        String password = "pass-" + UUID.randomUUID();
        login(method, name, password);

        JsonObject event = awaitOne("action=login.failure&objectType=user&objectId=" + name);

        assertThat(event.getString("actor")).isEqualTo("anonymous");
        assertThat(event.getJsonObject("after").getString("method")).isEqualTo(method);
        assertThat(event.getJsonObject("after").getString("address")).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(events("q=" + password)).isEmpty();
    }

    @Test
    void a_name_that_is_locked_out_leaves_one_event_of_the_lock_and_none_of_the_attempts_behind_it() throws Exception {
        String name = "locked-" + UUID.randomUUID();
        for (int i = 0; i < 15; i++) {
            login(i % 2 == 0 ? "basic" : "form", name, "wrong");
        }
        awaitOne("action=login.throttled&objectId=" + name);

        assertThat(events("objectId=" + name))
                .extracting(event -> event.getString("action"))
                .hasSize(11)
                .startsWith("login.throttled", "login.failure")
                .containsOnlyOnce("login.throttled");
    }

    @Test
    void each_filter_and_the_cursor_find_what_was_asked_for() throws Exception {
        String actor = "actor-" + UUID.randomUUID();
        String q = actor.substring(10);
        try (Connection app = TestServer.database().asApp()) {
            for (int i = 0; i < 7; i++) {
                Sql.rows(
                        app,
                        "select silversmith.record_audit('%s', '%s', '%s', 'o%d', 'Because %s', null, '{\"n\": %d}')"
                                .formatted(
                                        actor,
                                        i % 2 == 0 ? "test.even" : "test.odd",
                                        "t" + i % 3,
                                        i,
                                        q.toUpperCase(java.util.Locale.ROOT),
                                        i));
            }
        }
        String mine = "actor=" + actor;
        List<JsonObject> all = events(mine);
        assertThat(all).extracting(this::n).containsExactly(6, 5, 4, 3, 2, 1, 0);
        assertThat(events(mine + "&action=test.even")).extracting(this::n).containsExactly(6, 4, 2, 0);
        assertThat(events(mine + "&action=test.even,test.odd"))
                .extracting(this::n)
                .containsExactly(6, 5, 4, 3, 2, 1, 0);
        assertThat(events(mine + "&action=test.odd&action=test.none"))
                .extracting(this::n)
                .containsExactly(5, 3, 1);
        assertThat(events(mine + "&objectType=t1")).extracting(this::n).containsExactly(4, 1);
        assertThat(events(mine + "&objectId=o3")).extracting(this::n).containsExactly(3);
        assertThat(events("q=" + q)).extracting(this::n).containsExactly(6, 5, 4, 3, 2, 1, 0);
        assertThat(events(mine + "&q=" + URLEncoder.encode("\"n\": 5", StandardCharsets.UTF_8)))
                .extracting(this::n)
                .containsExactly(5);
        String third = all.get(4).getString("at");
        String fifth = all.get(2).getString("at");
        assertThat(events(mine + "&from=" + third + "&to=" + fifth))
                .extracting(this::n)
                .containsExactly(3, 2);
        assertThat(events(mine + "&from=2999-01-01")).isEmpty();
        assertThat(events(mine + "&to=2001-01-01")).isEmpty();

        for (String filter : List.of("", "&action=test.even,test.odd", "&q=" + q)) {
            assertThat(pages(mine + filter + "&limit=3")).extracting(this::n).containsExactly(6, 5, 4, 3, 2, 1, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action=RUN",
                "action=run.request;drop",
                "from=yesterday",
                "limit=0",
                "cursor=abc",
                "who=alice",
                "actor=a&actor=b"
            })
    void a_filter_that_makes_no_sense_is_refused(String query) throws Exception {
        Refusal.of(get("/audit-events?" + query, "auditor"), 422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seq=1", "hash=00", "seq=x&hash=00", "seq=1&hash=00", "anchor=1"})
    void an_anchor_that_cannot_be_one_is_refused(String query) throws Exception {
        Refusal.of(get("/audit-events/verification?" + query, "auditor"), 422);
    }

    @Test
    void the_trail_of_everything_that_the_tests_did_verifies_also_against_an_anchor() {
        JsonObject verdict = verify("");

        assertThat(verdict.getBoolean("verified")).as(verdict.toString()).isTrue();
        assertThat(verdict.getJsonArray("problems")).isEmpty();
        JsonObject head = verdict.getJsonObject("head");
        assertThat(verdict.getInt("events")).isEqualTo(head.getInt("seq"));
        assertThat(verify("?seq=%d&hash=%s".formatted(head.getInt("seq"), head.getString("hash")))
                        .getBoolean("verified"))
                .isTrue();
        JsonObject other = verify("?seq=%d&hash=%s".formatted(head.getInt("seq"), "0".repeat(64)));
        assertThat(other.getBoolean("verified")).isFalse();
        assertThat(other.getJsonArray("problems").getJsonObject(0).getInt("seq"))
                .isEqualTo(head.getInt("seq"));
        assertThat(other.getJsonArray("problems").getJsonObject(0).getString("problem"))
                .contains("anchor");
    }

    @Test
    void only_auditors_and_admins_see_the_trail() throws Exception {
        for (String path : List.of("/audit-events", "/audit-events/verification")) {
            for (String user : List.of("viewer", "engineer", "operator", "approver")) {
                Refusal.of(get(path, user), 403);
            }
            for (String user : List.of("auditor", "admin")) {
                assertThat(get(path, user).statusCode()).isEqualTo(200);
            }
        }
    }

    private int n(JsonObject event) {
        return event.getJsonObject("after").getInt("n");
    }

    private JsonObject verify(String query) {
        return auditor.get("/audit-events/verification" + query).expect(200).json();
    }

    private List<JsonObject> events(String query) {
        return auditor.get("/audit-events?" + query).expect(200).items().getValuesAs(JsonObject.class);
    }

    private JsonObject awaitOne(String query) {
        return Awaitility.await(query)
                .atMost(Duration.ofSeconds(30))
                .until(() -> events(query), found -> found.size() == 1)
                .get(0);
    }

    /** All pages of a list. */
    private List<JsonObject> pages(String query) {
        List<JsonObject> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page =
                    auditor.get("/audit-events?" + query + cursor).expect(200).json();
            all.addAll(page.getJsonArray("items").getValuesAs(JsonObject.class));
            cursor = page.isNull("nextCursor") ? "" : "&cursor=" + page.getString("nextCursor");
        } while (!cursor.isEmpty());
        return all;
    }

    private static java.net.http.HttpResponse<String> get(String path, String user) throws Exception {
        return RawRequest.to(TestServer.baseUrl() + "/api/v1" + path).as(user).send();
    }

    private static void login(String method, String name, String password) throws Exception {
        if (method.equals("basic")) {
            RawRequest.to(TestServer.baseUrl() + "/api/v1/runs")
                    .as(name, password)
                    .send();
        } else {
            RawRequest.to(TestServer.baseUrl() + "/j_security_check")
                    .method("POST")
                    .type("application/x-www-form-urlencoded")
                    .body("j_username=" + name + "&j_password=" + password)
                    .send();
        }
    }

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }
}
