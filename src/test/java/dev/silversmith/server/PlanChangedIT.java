package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** An approval is given to one plan: what changes between the request and the call makes it void, and is named. */
@ArquillianTest
class PlanChangedIT {

    private static final String CATALOG = """
            version: 1
            procedures:
              %1$s.a: {tags: [%1$s], modes: {full: true, allowFullRefresh: true}, parameters: {p: {type: integer, value: 1, full: 2}}}
              %1$s.b: {tags: [%1$s], modes: {full: true, allowFullRefresh: true}}
            """;

    /** Two procedures, the first with a parameter; a call leaves its name in the ledger. */
    private static TestWarehouse warehouse() throws SQLException {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.sql("""
                create procedure $s.a(p integer) language sql as $$ insert into $s.ledger (name) values ('a') $$;
                create procedure $s.b() language sql as $$ insert into $s.ledger (name) values ('b') $$;
                """);
        register(warehouse, CATALOG.formatted(warehouse.schema()));
        return warehouse;
    }

    private static void register(TestWarehouse warehouse, String catalog) {
        warehouse.engineer().put("/catalog", "application/yaml", catalog).expect(200);
    }

    private static String catalog(TestWarehouse warehouse, String from, String to) {
        String catalog = CATALOG.formatted(warehouse.schema());
        String changed = catalog.replace(from, to.replace("$s", warehouse.schema()));
        assertThat(changed).isNotEqualTo(catalog);
        return changed;
    }

    private static FullRuns full(TestWarehouse warehouse) {
        return new FullRuns(warehouse, TestServer.baseUrl());
    }

    private interface Change {
        void make(TestWarehouse warehouse) throws SQLException;
    }

    /** Requests, changes, approves: the request must be void, saying these things. */
    private static void isVoid(String more, Change change, String... told) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = full(warehouse);
            String id =
                    warehouse.operator().run(full.body(more)).expect(201).json().getString("id");
            change.make(warehouse);

            Answer answer = full.approve(id).expect(409);

            assertThat(answer.json().getString("type")).isEqualTo("/problems/plan-changed");
            List<String> details = answer.json().getJsonArray("errors").getValuesAs(JsonObject.class).stream()
                    .map(error -> error.getString("detail").replace(warehouse.schema(), "s"))
                    .toList();
            assertThat(details).containsExactly(told);
            JsonObject run = full.get(id);
            assertThat(run.getString("status")).isEqualTo("expired");
            assertThat(run.getString("error").replace(warehouse.schema(), "s")).contains(told);
            assertThat(full.steps(id).get("b").getString("skippedBecause")).isEqualTo("run_expired");
            full.approve(id).expect(409);
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_replaced_body() throws Exception {
        isVoid(
                "",
                warehouse ->
                        warehouse.sql("create or replace procedure $s.b() language sql as 'delete from $s.ledger'"),
                "the body of s.b was replaced");
    }

    @Test
    void another_value_of_a_parameter() throws Exception {
        isVoid(
                "",
                warehouse -> register(warehouse, catalog(warehouse, "full: 2", "full: 3")),
                "parameter p of s.a was 2 (integer) and is 3 (integer)");
    }

    @Test
    void another_dependency() throws Exception {
        isVoid(
                "",
                warehouse -> register(warehouse, catalog(warehouse, ".b: {tags", ".b: {dependsOn: [$s.a], tags")),
                "s.b now depends on s.a",
                "s.b waited for [] and waits for [s.a]");
    }

    @Test
    void another_group() throws Exception {
        isVoid(
                ", \"transactionScope\": \"per_group\"",
                warehouse -> register(
                        warehouse,
                        CATALOG.formatted(warehouse.schema())
                                + "groups:\n  $s: {sequence: 1, members: [$s.a, $s.b]}\n"
                                        .replace("$s", warehouse.schema())),
                "s.a ran on its own and now runs in group:s",
                "s.b ran on its own and now runs in group:s");
    }

    @Test
    void another_signature() throws Exception {
        isVoid(
                "",
                warehouse -> warehouse.sql("""
                        drop procedure $s.a;
                        create procedure $s.a(p integer, q integer default 0) language sql as 'select 1'
                        """),
                "the signature of s.a was procedure (in p integer) and is procedure (in p integer, in q integer with a default)",
                "the body of s.a was replaced");
    }

    @Test
    void a_procedure_that_is_gone() throws Exception {
        isVoid("", warehouse -> warehouse.sql("drop procedure $s.b"), "the database has no procedure or function s.b");
    }

    @Test
    void a_procedure_that_may_not_be_refreshed_in_full_any_more() throws Exception {
        isVoid(
                "",
                warehouse -> register(
                        warehouse, CATALOG.formatted(warehouse.schema()).replace(", allowFullRefresh: true", "")),
                "s.a does not allow a full refresh",
                "s.b does not allow a full refresh");
    }

    @Test
    void one_procedure_more() throws Exception {
        isVoid(
                "",
                warehouse -> {
                    warehouse.sql("create procedure $s.c() language sql as 'select 1'");
                    register(
                            warehouse,
                            CATALOG.formatted(warehouse.schema())
                                    + "  $s.c: {tags: [$s], modes: {full: true, allowFullRefresh: true}}\n"
                                            .replace("$s", warehouse.schema()));
                },
                "s.c is new in the plan");
    }

    @Test
    void the_same_plan_is_approved_whatever_else_has_changed() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = full(warehouse);
            String id = full.requestId();
            register(warehouse, catalog(warehouse, ".b: {tags", ".b: {description: new words, tags"));
            warehouse.sql("create or replace procedure $s.b() language sql as $$ select 1 $$");
            warehouse.sql(
                    "create or replace procedure $s.b() language sql as $$ insert into $s.ledger (name) values ('b') $$");

            full.approve(id).expect(200);

            assertThat(warehouse.operator().awaitEnd(id).getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void a_body_that_is_replaced_between_approval_and_start_starts_nothing() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            warehouse.sql("create or replace procedure $s.a(p integer) language plpgsql as $$ begin %s end $$"
                    .formatted(Gate.pass(warehouse)));
            FullRuns full = full(warehouse);
            String active = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json()
                    .getString("id");
            String id = full.requestId();
            assertThat(full.approve(id).expect(200).json().getString("status")).isEqualTo("queued");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> full.steps(active).get("b").getString("status").equals("succeeded"));

            warehouse.sql("create or replace procedure $s.b() language sql as 'delete from $s.ledger'");
            gate.open();

            JsonObject ended = warehouse.operator().awaitEnd(id);
            assertThat(warehouse.operator().awaitEnd(active).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(ended.getString("status")).isEqualTo("failed");
            assertThat(ended.getString("error"))
                    .contains("nothing of it is started", "the body of " + warehouse.schema() + ".b was replaced");
            assertThat(ended.isNull("batchExecutionId")).isTrue();
            assertThat(full.steps(id).get("a").getString("status")).isEqualTo("skipped");
            assertThat(warehouse.ledger()).containsExactly("b");
        }
    }

    private static String chained(TestWarehouse warehouse) throws SQLException {
        warehouse.sql("""
                create or replace procedure $s.a(p integer) language plpgsql as $$
                begin
                  insert into $s.ledger (name) values ('a');
                  %s
                end $$
                """.formatted(Gate.pass(warehouse)));
        register(warehouse, catalog(warehouse, ".b: {tags", ".b: {dependsOn: [$s.a], tags"));
        FullRuns full = full(warehouse);
        String id = full.requestId();
        full.approve(id).expect(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> full.steps(id).get("a").getString("status").equals("running")
                        && !warehouse.statementsLeft().isEmpty());
        return id;
    }

    private static void notApproved(JsonObject step, String procedure) {
        assertThat(step.getString("status")).isEqualTo("failed");
        JsonObject error = step.getJsonObject("error");
        assertThat(error.getString("sqlState")).isEqualTo("SM003");
        assertThat(error.getString("message")).contains("the body of " + procedure + " was replaced");
        assertThat(error.getBoolean("retryable")).isFalse();
    }

    @Test
    void a_body_that_is_replaced_before_its_turn_is_not_called() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            String id = chained(warehouse);

            warehouse.sql(
                    "create or replace procedure $s.b() language sql as $$ insert into $s.ledger (name) values ('evil') $$");
            gate.open();

            assertThat(warehouse.operator().awaitEnd(id).getString("status")).isEqualTo("failed");
            notApproved(full(warehouse).steps(id).get("b"), warehouse.schema() + ".b");
            assertThat(full(warehouse).steps(id).get("a").getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("a");
        }
    }

    @Test
    void a_body_that_is_replaced_while_it_is_called_commits_nothing_not_even_if_it_is_put_back() throws Exception {
        for (boolean putBack : List.of(false, true)) {
            try (TestWarehouse warehouse = warehouse();
                    Gate gate = Gate.of(TestServer.database(), warehouse)) {
                String id = chained(warehouse);

                String definition = dev.silversmith.testing.Sql.one(
                        warehouse.connection(),
                        String.class,
                        "select pg_get_functiondef((? || '.a')::regproc)",
                        warehouse.schema());
                warehouse.sql("create or replace procedure $s.a(p integer) language sql as 'select 1'");
                if (putBack) {
                    dev.silversmith.testing.Sql.execute(warehouse.connection(), definition);
                }
                gate.open();

                assertThat(warehouse.operator().awaitEnd(id).getString("status"))
                        .isEqualTo("failed");
                notApproved(full(warehouse).steps(id).get("a"), warehouse.schema() + ".a");
                assertThat(warehouse.ledger()).isEmpty();
            }
        }
    }
}
