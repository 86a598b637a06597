package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Back door: resuming a full run executes nothing that a second person has not agreed to. */
@ArquillianTest
class ResumeFullRunIT {

    private static final String APPROVE = "{\"decision\": \"approve\", \"reason\": \"seen the correction\"}";
    private static final String ACCEPT = "{\"acceptDrift\": true, \"reason\": \"b is repaired now\"}";

    private static final ApiClient APPROVER = new ApiClient(TestServer.baseUrl(), "approver");
    private static final ApiClient ENGINEER = new ApiClient(TestServer.baseUrl(), "engineer");
    private static final ApiClient ADMIN = new ApiClient(TestServer.baseUrl(), "admin");

    /** b follows a, and is broken as long as it is said to be. */
    private static TestWarehouse warehouse() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        String full = "    modes: {incremental: true, full: true, allowFullRefresh: true}\n";
        return warehouse
                .sql("create table $s.broken (name text); insert into $s.broken values ('b');"
                        + " grant all on $s.broken to silversmith_warehouse")
                .procedure("a", "other", List.of(), "")
                .catalogMore(full)
                .procedure(
                        "b",
                        "other",
                        List.of("a"),
                        "if exists (select from %s.broken) then raise exception 'broken'; end if;"
                                .formatted(warehouse.schema()))
                .catalogMore(full)
                .register();
    }

    private static JsonObject requested(TestWarehouse warehouse) {
        return warehouse
                .operator()
                .run(
                        "{%s, \"mode\": \"full\", \"fullRefresh\": {\"confirmed\": true, \"reason\": \"the source was corrected\"}}"
                                .formatted(warehouse.select()))
                .expect(201)
                .json();
    }

    private static JsonObject failed(TestWarehouse warehouse) {
        JsonObject run = requested(warehouse);
        approve(run, APPROVER).expect(200);
        JsonObject failed = warehouse.operator().awaitEnd(id(run));
        assertThat(failed.getString("status")).isEqualTo("failed");
        return failed;
    }

    private static Answer approve(JsonObject run, ApiClient user) {
        return user.post("/runs/" + id(run) + "/approval", APPROVE);
    }

    private static Answer resume(JsonObject run, ApiClient user, String body) {
        return user.post("/runs/" + id(run) + "/resume", body);
    }

    private static String id(JsonObject run) {
        return run.getString("id");
    }

    private static void expire(TestWarehouse warehouse, JsonObject run) throws SQLException {
        // Past the guards of the table, as if the time had passed.
        warehouse.sql("set session_replication_role = replica;"
                + " update silversmith.transformation_run set expires_at = clock_timestamp() where id = '%s';"
                        .formatted(id(run))
                + " set session_replication_role = origin");
    }

    private static void repair(TestWarehouse warehouse) throws SQLException {
        warehouse.sql("delete from $s.broken");
    }

    private static void replace(TestWarehouse warehouse, String name) throws SQLException {
        warehouse.sql("""
                create or replace procedure $s.%1$s() language plpgsql as $body$
                begin
                  perform nextval('$s.calls');
                  insert into $s.ledger (name) values ('new %1$s');
                end $body$
                """.formatted(name));
    }

    private static String status(TestWarehouse warehouse, JsonObject run) {
        return warehouse.operator().get("/runs/" + id(run)).json().getString("status");
    }

    @Test
    void what_was_approved_goes_on_as_long_as_the_approval_covers_it() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = failed(warehouse);
            repair(warehouse);

            assertThat(resume(failed, warehouse.operator(), "{}")
                            .expect(202)
                            .json()
                            .getString("status"))
                    .isIn("queued", "running", "succeeded");
            JsonObject ended = warehouse.operator().awaitEnd(id(failed));

            assertThat(ended.getString("status")).isEqualTo("succeeded");
            assertThat(ended.getJsonObject("approval").getString("approver")).isEqualTo("approver");
            assertThat(ended.getString("resumedBy")).isEqualTo("operator");
            assertThat(warehouse.ledger()).containsExactly("a", "b");
        }
    }

    @Test
    void a_changed_body_needs_another_approval_by_somebody_who_neither_requested_nor_resumed() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = failed(warehouse);
            long calls = warehouse.calls();
            replace(warehouse, "b");

            assertThat(resume(failed, ADMIN, "{}").expect(409).json().getString("type"))
                    .isEqualTo("/problems/plan-changed");
            JsonObject waiting = resume(failed, ADMIN, ACCEPT).expect(202).json();

            assertThat(waiting.getString("status")).isEqualTo("pending_approval");
            assertThat(waiting.getJsonObject("approval").isNull("approver")).isTrue();
            assertThat(waiting.getJsonObject("approval").isNull("decision")).isTrue();
            assertThat(waiting.getString("planFingerprint")).isNotEqualTo(failed.getString("planFingerprint"));
            assertThat(approve(failed, ADMIN).expect(403).json().getString("type"))
                    .isEqualTo("/problems/four-eyes");
            assertThat(approve(failed, warehouse.operator()).status()).isEqualTo(403);
            assertThat(resume(failed, warehouse.operator(), "{}").expect(409).body())
                    .contains("waits for its approval");
            assertThat(warehouse.calls()).as("nothing was executed").isEqualTo(calls);

            approve(failed, APPROVER).expect(200);
            assertThat(warehouse.operator().awaitEnd(id(failed)).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("a", "new b");
        }
    }

    @Test
    void a_body_that_changes_again_before_the_approval_voids_it_and_one_that_has_done_its_work_does_not()
            throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = failed(warehouse);
            long calls = warehouse.calls();
            replace(warehouse, "a");
            replace(warehouse, "b");
            resume(failed, warehouse.operator(), ACCEPT).expect(202);
            warehouse.sql("create or replace procedure $s.b() language sql as 'select nextval(''$s.calls'')'");

            assertThat(approve(failed, APPROVER).expect(409).json().getString("type"))
                    .isEqualTo("/problems/plan-changed");
            assertThat(status(warehouse, failed)).isEqualTo("expired");
            assertThat(warehouse.calls()).isEqualTo(calls);

            JsonObject other = failed(warehouseAgain(warehouse));
            replace(warehouse, "a");
            repair(warehouse);
            resume(other, warehouse.operator(), "{}").expect(202);
            assertThat(warehouse.operator().awaitEnd(id(other)).getString("status"))
                    .isEqualTo("succeeded");
        }
    }

    /** b is broken again. */
    private static TestWarehouse warehouseAgain(TestWarehouse warehouse) throws SQLException {
        return warehouse.sql("""
                create or replace procedure $s.b() language plpgsql as $body$
                begin
                  perform nextval('$s.calls');
                  if exists (select from $s.broken) then raise exception 'broken'; end if;
                end $body$
                """);
    }

    @Test
    void after_its_approval_has_run_out_a_run_waits_for_another_one() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = failed(warehouse);
            long calls = warehouse.calls();
            repair(warehouse);
            expire(warehouse, failed);

            JsonObject waiting =
                    resume(failed, warehouse.operator(), "{}").expect(202).json();

            assertThat(waiting.getString("status")).isEqualTo("pending_approval");
            assertThat(waiting.getString("planFingerprint")).isEqualTo(failed.getString("planFingerprint"));
            assertThat(warehouse.calls()).as("nothing was executed").isEqualTo(calls);
            approve(failed, APPROVER).expect(200);
            assertThat(warehouse.operator().awaitEnd(id(failed)).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("a", "b");
        }
    }

    @Test
    void only_an_operator_resumes_a_full_run() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = failed(warehouse);
            long calls = warehouse.calls();

            assertThat(resume(failed, ENGINEER, "{}").status()).isEqualTo(403);
            assertThat(resume(failed, APPROVER, "{}").status()).isEqualTo(403);

            assertThat(status(warehouse, failed)).isEqualTo("failed");
            assertThat(warehouse.calls()).isEqualTo(calls);
            JsonObject incremental = warehouse.run("");
            resume(incremental, ENGINEER, "{}").expect(202);
            assertThat(warehouse.operator().awaitEnd(id(incremental)).getString("resumedBy"))
                    .isEqualTo("engineer");
        }
    }

    @Test
    void a_withdrawn_request_waits_for_its_approval_again_and_a_rejected_or_expired_one_stays_as_it_is()
            throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            repair(warehouse);
            JsonObject withdrawn = requested(warehouse);
            warehouse
                    .operator()
                    .post("/runs/" + id(withdrawn) + "/cancel", "{}")
                    .expect(202);
            JsonObject rejected = requested(warehouse);
            APPROVER.post(
                            "/runs/" + id(rejected) + "/approval",
                            "{\"decision\": \"reject\", \"reason\": \"the source is right\"}")
                    .expect(200);
            JsonObject expired = requested(warehouse);
            expire(warehouse, expired);
            warehouse.operator().awaitEnd(id(expired));

            assertThat(resume(rejected, warehouse.operator(), "{}").expect(409).body())
                    .contains("was rejected");
            assertThat(resume(expired, warehouse.operator(), "{}").expect(409).body())
                    .contains("has expired");
            assertThat(resume(withdrawn, warehouse.operator(), "{}")
                            .expect(202)
                            .json()
                            .getString("status"))
                    .isEqualTo("pending_approval");

            assertThat(warehouse.calls()).as("nothing was executed").isZero();
            approve(withdrawn, APPROVER).expect(200);
            assertThat(warehouse.operator().awaitEnd(id(withdrawn)).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("a", "b");
        }
    }

    @Test
    void a_procedure_that_must_not_be_refreshed_whole_any_more_stops_the_resume() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = failed(warehouse);
            String without = warehouse.catalog().replace("allowFullRefresh: true", "allowFullRefresh: false");
            warehouse.engineer().put("/catalog", "application/yaml", without).expect(200);

            assertThat(resume(failed, warehouse.operator(), ACCEPT).expect(409).body())
                    .contains("does not allow a full refresh any more");
        }
    }
}
