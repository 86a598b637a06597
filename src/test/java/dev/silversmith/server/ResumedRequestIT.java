package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Back door: to withdraw or fail a full run and to resume it does not make a void approval good again. */
@ArquillianTest
class ResumedRequestIT {

    private static final String CATALOG = """
            version: 1
            procedures:
              $s.a: {tags: [$s], modes: {full: true, allowFullRefresh: true}}
              $s.b: {tags: [$s], modes: {full: true, allowFullRefresh: true}}
            """;

    private static final String ORDERED =
            CATALOG.replace("$s.b: {tags: [$s], modes", "$s.b: {tags: [$s], dependsOn: [$s.a], modes");
    private static final String FORBIDDEN = CATALOG.replace(", allowFullRefresh: true", "");

    private static TestWarehouse warehouse() throws SQLException {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.sql("""
                create procedure $s.a() language sql as $$ insert into $s.ledger (name) values ('a') $$;
                create procedure $s.b() language sql as $$ insert into $s.ledger (name) values ('b') $$;
                """);
        register(warehouse, CATALOG);
        return warehouse;
    }

    private static void register(TestWarehouse warehouse, String catalog) {
        warehouse
                .engineer()
                .put("/catalog", "application/yaml", catalog.replace("$s", warehouse.schema()))
                .expect(200);
    }

    private static Answer cancel(TestWarehouse warehouse, String id) {
        return warehouse.operator().post("/runs/" + id + "/cancel", "{}").expect(202);
    }

    private static Answer resume(TestWarehouse warehouse, String id) {
        return warehouse.operator().post("/runs/" + id + "/resume", "{}");
    }

    private static void changed(Answer answer, String... told) {
        assertThat(answer.expect(409).json().getString("type")).isEqualTo("/problems/plan-changed");
        assertThat(answer.body()).contains(told);
    }

    @Test
    void a_withdrawn_request_that_is_resumed_is_void_when_the_catalog_changes_like_any_other() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = new FullRuns(warehouse, TestServer.baseUrl());
            String id = full.requestId();
            cancel(warehouse, id);
            resume(warehouse, id).expect(202);

            register(warehouse, ORDERED);

            changed(full.approve(id), warehouse.schema() + ".b now depends on " + warehouse.schema() + ".a");
            assertThat(full.get(id).getString("status")).isEqualTo("expired");
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void who_requested_it_first_cannot_approve_it_when_somebody_else_has_resumed_it() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = new FullRuns(warehouse, TestServer.baseUrl());
            ApiClient admin = new ApiClient(TestServer.baseUrl(), "admin");
            String id = admin.run(full.body("")).expect(201).json().getString("id");
            cancel(warehouse, id);
            resume(warehouse, id).expect(202);

            Answer own = FullRuns.decide(admin, id, "approve");

            assertThat(own.expect(403).json().getString("type")).isEqualTo("/problems/four-eyes");
            assertThat(full.get(id).getString("status")).isEqualTo("pending_approval");
            full.approve(id).expect(200);
            assertThat(warehouse.operator().awaitEnd(id).getString("status")).isEqualTo("succeeded");
        }
    }

    @Test
    void another_plan_than_the_one_that_was_looked_at_is_not_approved() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = new FullRuns(warehouse, TestServer.baseUrl());
            JsonObject looked = full.request();
            String id = looked.getString("id");
            cancel(warehouse, id);
            warehouse.sql("create or replace procedure $s.b() language sql as $$ delete from $s.ledger $$");
            warehouse
                    .operator()
                    .post("/runs/" + id + "/resume", "{\"acceptDrift\": true, \"reason\": \"b is better now\"}")
                    .expect(202);

            changed(approve(id, looked), "has another plan than the one you have looked at");

            JsonObject now = full.get(id);
            assertThat(now.getString("status")).isEqualTo("pending_approval");
            assertThat(warehouse.ledger()).isEmpty();
            approve(id, now).expect(200);
            assertThat(warehouse.operator().awaitEnd(id).getString("status")).isEqualTo("succeeded");
        }
    }

    private static Answer approve(String id, JsonObject run) {
        return new ApiClient(TestServer.baseUrl(), "approver")
                .post(
                        "/runs/" + id + "/approval",
                        "{\"decision\": \"approve\", \"planFingerprint\": \"%s\"}"
                                .formatted(run.getString("planFingerprint")));
    }

    @Test
    void what_has_begun_needs_its_permission_still_when_it_is_approved_again() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql(
                    "create or replace procedure $s.b() language plpgsql as $$ begin raise exception 'b'; end $$");
            FullRuns full = new FullRuns(warehouse, TestServer.baseUrl());
            JsonObject failed = full.runToEnd();
            String id = failed.getString("id");
            assertThat(failed.getString("status")).isEqualTo("failed");
            warehouse.sql("create or replace procedure $s.b() language sql as $$ select 1 $$");
            warehouse
                    .operator()
                    .post("/runs/" + id + "/resume", "{\"acceptDrift\": true, \"reason\": \"b is repaired\"}")
                    .expect(202);

            register(warehouse, FORBIDDEN);

            changed(full.approve(id), warehouse.schema() + ".b does not allow a full refresh any more");
            assertThat(full.get(id).getString("status")).isEqualTo("expired");
            assertThat(warehouse.ledger()).containsExactly("a");
        }
    }

    @Test
    void an_approval_that_was_void_at_the_start_is_not_good_again_by_a_resume() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            warehouse.sql(
                    "create or replace procedure $s.a() language plpgsql as $$ begin %s insert into $s.ledger (name) values ('a'); end $$"
                            .formatted(Gate.pass(warehouse)));
            FullRuns full = new FullRuns(warehouse, TestServer.baseUrl());
            String active = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json()
                    .getString("id");
            String id = full.requestId();
            full.approve(id).expect(200);
            register(warehouse, ORDERED);
            gate.open();
            warehouse.operator().awaitEnd(active);
            JsonObject ended = warehouse.operator().awaitEnd(id);
            assertThat(ended.getString("error")).contains("nothing of it is started", "now depends on");

            changed(resume(warehouse, id), "now depends on", "make a new run");

            assertThat(full.get(id).getString("status")).isEqualTo("failed");
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("a", "b");
        }
    }
}
