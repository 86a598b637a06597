package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import dev.silversmith.testing.Watermarks;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for a full refresh: what they need, what they give, and what stays of one that is refused. */
@ArquillianTest
class FullRequestIT {

    private static TestWarehouse warehouse() throws SQLException {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.procedure("p", "other", List.of(), "").catalogMore(FullRuns.ALLOWED);
        return warehouse.register();
    }

    private static FullRuns full(TestWarehouse warehouse) {
        return new FullRuns(warehouse, TestServer.baseUrl());
    }

    private static long runs(TestWarehouse warehouse) throws SQLException {
        return Sql.one(
                warehouse.connection(),
                Long.class,
                "select count(*) from silversmith.transformation_run where selection like '%' || ? || '%'",
                warehouse.schema());
    }

    @Test
    void a_full_run_waits_for_its_approval_and_nothing_of_it_is_in_the_queue() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject run = full(warehouse).request();

            assertThat(run.getString("status")).isEqualTo("pending_approval");
            JsonObject approval = run.getJsonObject("approval");
            assertThat(approval.getBoolean("required")).isTrue();
            assertThat(approval.getBoolean("confirmed")).isTrue();
            assertThat(approval.getString("reason")).isEqualTo(FullRuns.REASON);
            assertThat(approval.getString("askedBy")).isEqualTo("operator");
            for (String open : List.of("approver", "decision", "decisionReason", "decidedAt")) {
                assertThat(approval.isNull(open)).as(open).isTrue();
            }
            assertThat(java.time.Duration.between(
                                    java.time.Instant.parse(run.getString("requestedAt")),
                                    java.time.Instant.parse(approval.getString("expiresAt")))
                            .toHours())
                    .isBetween(71L, 72L);
            assertThat(run.getJsonObject("steps").getInt("pending")).isEqualTo(1);
            assertThat(Sql.list(
                            warehouse.connection(),
                            Long.class,
                            "select number from silversmith.v_queue where run_id = ?::uuid",
                            run.getString("id")))
                    .isEmpty();
            // Nobody waits for it either.
            assertThat(warehouse.run("").getString("status")).isEqualTo("succeeded");
            JsonObject incremental = warehouse
                    .operator()
                    .get("/runs?mode=incremental&limit=1")
                    .expect(200)
                    .items()
                    .getJsonObject(0);
            assertThat(incremental.getJsonObject("approval").getBoolean("required"))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| /fullRefresh/confirmed",
                ", \"fullRefresh\": {} | /fullRefresh/confirmed",
                ", \"fullRefresh\": {\"confirmed\": false, \"reason\": \"long enough, is it\"} | /fullRefresh/confirmed",
                ", \"fullRefresh\": {\"confirmed\": true} | /fullRefresh/reason",
                ", \"fullRefresh\": {\"confirmed\": true, \"reason\": \"nine char\"} | /fullRefresh/reason",
                ", \"fullRefresh\": {\"confirmed\": true, \"reason\": \"   nine char   \\u3000\\n\"} | /fullRefresh/reason",
            })
    void one_that_is_not_confirmed_or_has_no_reason_leaves_nothing_but_an_audit_event(String more, String pointer)
            throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = UUID.randomUUID().toString();
            String body = "{%s, \"mode\": \"full\"%s}".formatted(warehouse.select(), more == null ? "" : more);

            Answer answer = warehouse.operator().run(body, key);

            assertThat(answer.expect(422).json().getString("type")).isEqualTo("/problems/full-refresh-refused");
            assertThat(answer.json().getJsonArray("errors").toString()).contains(pointer);
            assertThat(runs(warehouse)).isZero();
            assertThat(full(warehouse).audited(key)).containsExactly("run.refuse by operator");
            warehouse.operator().run(full(warehouse).body(""), key).expect(201);
        }
    }

    @Test
    void ten_characters_are_a_reason() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String body = full(warehouse).body("").replace(FullRuns.REASON, "ten chars!");

            warehouse.operator().run(body).expect(201);
        }
    }

    @Test
    void only_an_operator_may_ask_for_one() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = UUID.randomUUID().toString();

            Answer engineer = warehouse.engineer().run(full(warehouse).body(""), key);

            assertThat(engineer.expect(403).json().getString("detail")).contains("operator");
            assertThat(full(warehouse).audited(key)).containsExactly("run.refuse by engineer");
            assertThat(runs(warehouse)).isZero();
            new ApiClient(TestServer.baseUrl(), "admin")
                    .run(full(warehouse).body(""))
                    .expect(201);
        }
    }

    @Test
    void procedures_that_do_not_support_or_allow_it_are_all_named_and_audited() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            warehouse.procedure("a", "other", List.of(), "").catalogMore(FullRuns.ALLOWED);
            warehouse.procedure("b", "other", List.of(), "");
            warehouse
                    .procedure("c", "other", List.of(), "")
                    .catalogMore("    modes: {incremental: true, full: true}\n");
            warehouse.register();
            String key = UUID.randomUUID().toString();

            Answer answer = warehouse.operator().run(full(warehouse).body(""), key);

            String s = warehouse.schema();
            assertThat(answer.expect(422).json().getString("type")).isEqualTo("/problems/mode-not-allowed");
            assertThat(answer.json().getJsonArray("errors")).hasSize(2);
            assertThat(answer.body())
                    .contains(s + ".b does not support mode full", s + ".c does not allow a full refresh");
            assertThat(full(warehouse).audited(key)).containsExactly("run.refuse by operator");
            assertThat(Sql.one(
                            warehouse.connection(),
                            String.class,
                            "select after::text from silversmith.audit_event where object_id = ?",
                            key))
                    .contains(
                            s + ".b does not support",
                            s + ".c does not allow",
                            "/problems/mode-not-allowed",
                            FullRuns.REASON);
        }
    }

    @Test
    void a_selection_without_a_plan_is_audited_for_a_full_run_and_not_for_an_incremental_one() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = UUID.randomUUID().toString();
            String body = full(warehouse).body("").replace("tag:", "tag:no_");

            warehouse.operator().run(body, key).expect(422);
            assertThat(full(warehouse).audited(key)).containsExactly("run.refuse by operator");

            String other = UUID.randomUUID().toString();
            warehouse.operator().run("{\"select\": \"tag:no_such_tag\"}", other).expect(422);
            assertThat(full(warehouse).audited(other)).isEmpty();
        }
    }

    @Test
    void the_same_key_gives_the_same_run_and_another_reason_is_another_request() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = UUID.randomUUID().toString();
            String body = full(warehouse).body("");
            String first =
                    warehouse.operator().run(body, key).expect(201).json().getString("id");

            Answer again = warehouse.operator().run(body, key).expect(200);
            Answer other = warehouse.operator().run(body.replace("bronze", "silver"), key);

            assertThat(again.json().getString("id")).isEqualTo(first);
            assertThat(other.expect(422).json().getString("type")).isEqualTo("/problems/idempotency-key-reused");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Full\"",
                "\"FULL\"",
                "\"FULL \"",
                "\" full\"",
                "\"full\\u0000\"",
                "\"ｆｕｌｌ\"",
                "\"fu\\u200bll\"",
                "\"Incremental\"",
                "\"\"",
                "1",
                "true",
                "[\"full\"]",
                "[\"incremental\", \"full\"]",
                "{\"full\": true}",
                "\"incremental\", \"mode\": \"full\"",
                "\"full\", \"mode\": \"incremental\"",
                "\"incremental\", \"\\u006dode\": \"full\"",
                "\"incremental\", \"Mode\": \"full\""
            })
    void a_mode_in_an_odd_spelling_is_never_a_run_of_any_mode(String mode) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            Answer answer = warehouse
                    .operator()
                    .run("{%s, \"fullRefresh\": {\"confirmed\": true, \"reason\": \"%s\"}, \"mode\": %s}"
                            .formatted(warehouse.select(), FullRuns.REASON, mode));

            assertThat(answer.status()).as(answer.body()).isIn(400, 422);
            assertThat(answer.body()).contains("mode");
            assertThat(runs(warehouse)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"mode\": \"full\", \"fullRefresh\": {\"confirmed\": \"true\", \"reason\": \"long enough\"} | /fullRefresh/confirmed",
                "\"mode\": \"full\", \"fullRefresh\": {\"confirmed\": 1, \"reason\": \"long enough\"} | /fullRefresh/confirmed",
                "\"mode\": \"full\", \"fullRefresh\": {\"confirmed\": true, \"reason\": [\"long enough\"]} | /fullRefresh/reason",
                "\"mode\": \"full\", \"fullRefresh\": true | /fullRefresh",
                "\"mode\": \"full\", \"fullRefresh\": {\"confirmed\": true, \"reason\": \"long enough\", \"approver\": \"x\"} | /fullRefresh/approver",
                "\"mode\": \"full\", \"approver\": \"approver\" | /approver",
                "\"mode\": \"full\", \"status\": \"queued\" | /status",
                "\"mode\": \"full\", \"approval\": {\"decision\": \"approve\"} | /approval",
                "\"mode\": \"full\", \"imported\": true | /imported",
                "\"mode\": \"full\", \"requestedBy\": \"admin\" | /requestedBy",
                "\"fullRefresh\": {\"confirmed\": true, \"reason\": \"long enough\"} | /fullRefresh",
                "\"mode\": \"incremental\", \"fullRefresh\": {} | /fullRefresh",
            })
    void what_does_not_belong_into_the_body_is_refused_by_its_name(String fields, String pointer) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            Answer answer = warehouse.operator().run("{%s, %s}".formatted(warehouse.select(), fields));

            assertThat(answer.expect(422).json().getString("type")).isEqualTo("/problems/invalid-request");
            assertThat(answer.json().getJsonArray("errors").toString()).contains("\"" + pointer + "\"");
            assertThat(runs(warehouse)).isZero();
        }
    }

    @Test
    void a_parameter_bound_to_a_watermark_cannot_be_overridden_in_any_mode() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            warehouse.sql("create procedure $s.load(p_since bigint, p_until bigint) language sql as 'select 1'");
            warehouse.entry(
                    "load",
                    "other",
                    List.of(),
                    FullRuns.ALLOWED + Watermarks.between("bigint", "upperBound: select 5\n"));
            warehouse.register();
            String override = ", \"parameters\": {\"%s.load\": {\"p_since\": 1}}".formatted(warehouse.schema());

            Answer incremental = warehouse.operator().run("{" + warehouse.select() + override + "}");
            Answer full = warehouse.operator().run(full(warehouse).body(override));

            for (Answer answer : List.of(incremental, full)) {
                assertThat(answer.expect(422).body()).contains("p_since", "watermark.lower", "cannot be replaced");
            }
            assertThat(runs(warehouse)).isZero();
        }
    }

    @Test
    void the_plan_of_a_full_request_can_be_seen_by_who_may_not_ask_for_it() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject plan = warehouse
                    .engineer()
                    .post("/plans", full(warehouse).body(""))
                    .expect(200)
                    .json();

            assertThat(plan.getString("mode")).isEqualTo("full");
            assertThat(runs(warehouse)).isZero();
        }
    }
}
