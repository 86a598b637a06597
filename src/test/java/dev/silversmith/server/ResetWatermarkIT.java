package dev.silversmith.server;

import static dev.silversmith.testing.Watermarks.between;
import static dev.silversmith.testing.Watermarks.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import dev.silversmith.testing.Watermarks;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person sets a watermark: at once where little is loaded again, else when a second person has agreed. */
@ArquillianTest
class ResetWatermarkIT {

    private static final String REASON = ", \"reason\": \"loaded from a wrong file\"}";
    private static final String APPROVE = "{\"decision\": \"approve\", \"reason\": \"seen the file\"}";

    private static final ApiClient APPROVER = new ApiClient(TestServer.baseUrl(), "approver");
    private static final ApiClient ADMIN = new ApiClient(TestServer.baseUrl(), "admin");

    /** A procedure that loads its window of bronze rows, after it has passed the gate if there is one. */
    private static TestWarehouse warehouse(boolean gated) throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.sql("""
                create table $s.bronze (id int primary key, at timestamptz not null);
                create table $s.loads (id int not null);
                insert into $s.bronze values (1, '2026-01-01 10:00+00'), (2, '2026-02-01 10:00+00'), (3, '2026-02-02 09:00+00');
                grant all on all tables in schema $s to silversmith_warehouse;
                create procedure $s.load(p_since timestamptz, p_until timestamptz) language plpgsql as $body$
                begin
                  %s
                  insert into $s.loads select id from $s.bronze where at > p_since and at <= p_until;
                end $body$
                """.formatted(gated ? Gate.pass(warehouse) : ""));
        return warehouse
                .entry(
                        "load",
                        "other",
                        List.of(),
                        between(
                                "timestamptz",
                                "initial: '1970-01-01T00:00:00Z'\nupperBound: select max(at) from %s.bronze\n"
                                        .formatted(warehouse.schema())))
                .register();
    }

    private static Answer set(TestWarehouse warehouse, ApiClient user, String value) {
        return user.put(path(warehouse), "application/json", "{\"value\": " + value + REASON);
    }

    private static String path(TestWarehouse warehouse) {
        return "/watermarks/" + warehouse.schema() + ".load";
    }

    private static List<Integer> loads(TestWarehouse warehouse) throws SQLException {
        return Sql.list(
                warehouse.connection(), Integer.class, "select id from " + warehouse.schema() + ".loads order by id");
    }

    @Test
    void after_an_approved_reset_the_next_run_loads_the_window_again() throws Exception {
        try (TestWarehouse warehouse = warehouse(false)) {
            Watermarks watermarks = new Watermarks(warehouse);
            warehouse.run("");
            assertThat(loads(warehouse)).containsExactly(1, 2, 3);

            Answer asked = set(warehouse, warehouse.operator(), "\"2026-01-15 00:00+00\"")
                    .expect(202);
            JsonObject request = asked.json();
            String address = "/watermark-resets/" + request.getString("id");
            assertThat(asked.header("Location")).endsWith("/api/v1" + address);
            assertThat(request.getString("status")).isEqualTo("pending_approval");
            assertThat(request.getString("fromValue")).isEqualTo("2026-02-02T09:00:00Z");
            assertThat(request.getString("toValue")).isEqualTo("2026-01-15T00:00:00Z");
            assertThat(request.getJsonObject("approval").getBoolean("required")).isTrue();
            assertThat(request.getJsonObject("approval").isNull("expiresAt")).isFalse();
            warehouse.run("");
            assertThat(loads(warehouse)).as("nothing is loaded again yet").containsExactly(1, 2, 3);
            assertThat(warehouse.operator().post(address + "/approval", APPROVE).status())
                    .isEqualTo(403);

            warehouse.sql("insert into $s.bronze values (4, '2026-02-03 09:00+00')");
            warehouse.run("");
            JsonObject applied =
                    APPROVER.post(address + "/approval", APPROVE).expect(200).json();

            assertThat(applied.getString("status")).isEqualTo("applied");
            assertThat(applied.getString("fromValue")).as("where it stood then").isEqualTo("2026-02-03T09:00:00Z");
            assertThat(applied.getJsonObject("approval").getString("approver")).isEqualTo("approver");
            assertThat(watermarks.value("load")).isEqualTo("2026-01-15T00:00:00Z");
            JsonObject step = warehouse.steps(warehouse.run("")).get("load");
            assertThat(parameter(step, "p_since")).isEqualTo("2026-01-15T00:00:00Z");
            assertThat(loads(warehouse)).containsExactly(1, 2, 2, 3, 3, 4, 4);
            assertThat(watermarks.value("load")).isEqualTo("2026-02-03T09:00:00Z");
            assertThat(APPROVER.post(address + "/approval", APPROVE).expect(409).body())
                    .contains("has ended: applied");
            assertThat(warehouse.operator().post(address + "/cancel", "{}").status())
                    .isEqualTo(409);
        }
    }

    @Test
    void a_small_move_back_or_one_forward_is_made_at_once() throws Exception {
        try (TestWarehouse warehouse = warehouse(false)) {
            warehouse.run("");

            JsonObject back = set(warehouse, warehouse.operator(), "\"2026-02-01T12:00:00Z\"")
                    .expect(200)
                    .json();
            warehouse.run("");
            JsonObject forward = set(warehouse, warehouse.operator(), "\"2026-03-01T12:00:00Z\"")
                    .expect(200)
                    .json();

            assertThat(back.getString("status")).isEqualTo("applied");
            assertThat(back.getJsonObject("approval").getBoolean("required")).isFalse();
            assertThat(loads(warehouse)).containsExactly(1, 2, 3, 3);
            assertThat(forward.getString("fromValue")).isEqualTo("2026-02-02T09:00:00Z");
            assertThat(new Watermarks(warehouse).value("load")).isEqualTo("2026-03-01T12:00:00Z");
        }
    }

    @Test
    void an_admin_who_asked_may_not_approve_and_only_one_request_waits_at_a_time() throws Exception {
        try (TestWarehouse warehouse = warehouse(false)) {
            warehouse.run("");
            JsonObject request = set(warehouse, ADMIN, "null").expect(202).json();
            String address = "/watermark-resets/" + request.getInt("number");

            assertThat(ADMIN.post(address + "/approval", APPROVE).expect(403).body())
                    .contains("somebody else");
            assertThat(Sql.list(
                            warehouse.connection(),
                            String.class,
                            "select concat_ws(' ', actor, reason, after ->> 'reset', after ->> 'decision') from silversmith.audit_event"
                                    + " where action = 'watermark.decision.refuse' and object_id = ?",
                            warehouse.schema() + ".load"))
                    .containsExactly("admin seen the file %d approve".formatted(request.getInt("number")));
            assertThat(set(warehouse, warehouse.operator(), "\"1970-01-01T00:00:00Z\"")
                            .expect(409)
                            .body())
                    .contains(request.getString("id"));
            assertThat(APPROVER.post(address + "/approval", "{\"decision\": \"reject\"}")
                            .expect(422)
                            .body())
                    .contains("a rejection needs a reason");
            JsonObject rejected = APPROVER.post(
                            address + "/approval", "{\"decision\": \"reject\", \"reason\": \"the file was right\"}")
                    .expect(200)
                    .json();
            JsonObject next =
                    set(warehouse, warehouse.operator(), "null").expect(202).json();
            String nextAddress = "/watermark-resets/" + next.getInt("number");
            JsonObject withdrawn = warehouse
                    .operator()
                    .post(nextAddress + "/cancel", "{}")
                    .expect(200)
                    .json();
            warehouse.operator().post(nextAddress + "/cancel", "{}").expect(200);

            assertThat(rejected.getString("status")).isEqualTo("rejected");
            assertThat(withdrawn.getString("status")).isEqualTo("cancelled");
            assertThat(new Watermarks(warehouse).value("load")).isEqualTo("2026-02-02T09:00:00Z");
            String list = "/watermark-resets?procedure=" + warehouse.schema() + ".load";
            JsonObject page =
                    warehouse.operator().get(list + "&limit=1").expect(200).json();
            assertThat(page.getJsonArray("items").getJsonObject(0)).isEqualTo(withdrawn);
            JsonObject rest = warehouse
                    .operator()
                    .get(list + "&limit=1&cursor=" + page.getString("nextCursor"))
                    .expect(200)
                    .json();
            assertThat(rest.getJsonArray("items").getJsonObject(0)).isEqualTo(rejected);
            assertThat(rest.isNull("nextCursor")).isTrue();
            assertThat(warehouse.operator().get(list + "&status=rejected").items())
                    .containsExactly(rejected);
            assertThat(warehouse.operator().get(list + "&status=lost").status()).isEqualTo(422);
            assertThat(warehouse.operator().get("/watermark-resets/999999999").status())
                    .isEqualTo(404);
        }
    }

    @Test
    void a_request_ends_by_itself_when_nobody_decides_in_time() throws Exception {
        try (TestWarehouse warehouse = warehouse(false)) {
            warehouse.run("");
            String address = "/watermark-resets/"
                    + set(warehouse, warehouse.operator(), "null")
                            .expect(202)
                            .json()
                            .getString("id");

            warehouse.sql("update silversmith.watermark_reset set expires_at = clock_timestamp() where id = '%s'"
                    .formatted(address.substring(address.lastIndexOf('/') + 1)));

            Awaitility.await("the request ends").atMost(Duration.ofSeconds(60)).until(() -> warehouse
                    .operator()
                    .get(address)
                    .json()
                    .getString("status")
                    .equals("expired"));
            assertThat(APPROVER.post(address + "/approval", APPROVE).status()).isEqualTo(409);
            assertThat(new Watermarks(warehouse).value("load")).isEqualTo("2026-02-02T09:00:00Z");
        }
    }

    @Test
    void while_a_run_works_with_the_watermark_nobody_sets_it() throws Exception {
        try (TestWarehouse warehouse = warehouse(true);
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            String run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json()
                    .getString("id");
            Awaitility.await("the procedure waits at the gate")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !warehouse.statementsLeft().isEmpty());

            JsonObject refused = set(warehouse, warehouse.operator(), "\"2026-01-15T00:00:00Z\"")
                    .expect(409)
                    .json();
            gate.open();
            warehouse.operator().awaitEnd(run);

            assertThat(refused.getString("type")).isEqualTo("/problems/watermark-busy");
            assertThat(refused.getString("runId")).isEqualTo(run);
            assertThat(new Watermarks(warehouse).value("load")).isEqualTo("2026-02-02T09:00:00Z");
            assertThat(warehouse
                            .operator()
                            .get("/watermark-resets?procedure=" + warehouse.schema() + ".load")
                            .items())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"value\": \"infinity\", \"reason\": \"loaded from a wrong file\"} | never let anything be loaded again",
                "{\"value\": \"yesterday\", \"reason\": \"loaded from a wrong file\"} | is not a point in time",
                "{\"value\": 5, \"reason\": \"loaded from a wrong file\"} | must be a text",
                "{\"reason\": \"loaded from a wrong file\"} | is missing: a text, or null",
                "{\"value\": null} | at least 10 characters",
                "{\"value\": null, \"reason\": \"         \\n  \\t short     \"} | at least 10 characters",
                "{\"value\": null, \"reason\": \"loaded from a wrong file\"} | stands nowhere already",
                "{\"value\": null, \"reason\": \"loaded from a wrong file\", \"approver\": \"me\"} | there is no such field",
            })
    void what_makes_no_sense_is_refused_by_name(String body, String words) throws Exception {
        try (TestWarehouse warehouse = warehouse(false)) {
            Answer answer = warehouse
                    .operator()
                    .put(path(warehouse), "application/json", body)
                    .expect(422);

            assertThat(answer.json().getString("detail")).contains(words);
            assertThat(new Watermarks(warehouse).value("load")).isNull();
        }
    }

    @Test
    void a_watermark_that_is_not_there_or_not_declared_any_more_is_not_set() throws Exception {
        try (TestWarehouse warehouse = warehouse(false)) {
            warehouse.run("");
            String without = warehouse.catalog().replaceAll("(?s)    parameters:.*", "    enabled: false\n");
            warehouse.engineer().put("/catalog", "application/yaml", without).expect(200);

            assertThat(set(warehouse, warehouse.operator(), "null").expect(409).body())
                    .contains("declare it again");
            for (String nothing : List.of("nowhere.nothing", "one.two.three", "%22")) {
                warehouse
                        .operator()
                        .put("/watermarks/" + nothing, "application/json", "{\"value\": null" + REASON)
                        .expect(404);
            }
        }
    }
}
