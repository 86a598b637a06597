package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Procedures that commit by themselves (transaction: own): at least once, never repeated without a person. */
@ArquillianTest
class OwnTransactionIT {

    private static final String OWN = "    transaction: own\n";

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    /** Commits a ledger row of its own, and then does more. */
    private static TestWarehouse committing(TestWarehouse warehouse, String name, List<String> parents, String more)
            throws SQLException {
        return warehouse.procedure(name, "other", parents, "commit; " + more).catalogMore(OWN);
    }

    private static String start(TestWarehouse warehouse) {
        return warehouse
                .operator()
                .run("{" + warehouse.select() + "}")
                .expect(201)
                .json()
                .getString("id");
    }

    private static String status(Map<String, JsonObject> steps, String name) {
        return steps.get(name).getString("status");
    }

    private static String of(JsonObject step, String field) {
        return step.getJsonObject("error").getString(field);
    }

    private static void end(String function, TestWarehouse warehouse, String step) throws SQLException {
        Sql.one(
                warehouse.connection(),
                Object.class,
                "select %s(backend_pid) from silversmith.transformation_step where id = ?::uuid".formatted(function),
                step);
    }

    private static JsonObject running(TestWarehouse warehouse, String run, String name) {
        return warehouse
                .steps(warehouse.operator().get("/runs/" + run).expect(200).json())
                .get(name);
    }

    @Test
    void it_commits_as_often_as_it_likes_and_its_success_is_recorded_afterwards() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create table $s.t (id int);
                    alter table $s.t owner to silversmith_warehouse;
                    insert into $s.t values (7);
                    create procedure $s.load(p_from bigint, p_to bigint, out p_rows bigint, inout p_note text default 'n')
                    language plpgsql as $$
                    begin
                      p_rows := 0;
                      for i in 1..3 loop
                        insert into t values (i);
                        p_rows := p_rows + 1;
                        commit;
                      end loop;
                      raise warning 'from % to %', p_from, p_to;
                    end $$;
                    """);
            warehouse.entry("load", "other", List.of(), """
                        transaction: own
                        searchPath: [$s]
                        parameters:
                          p_from: {type: bigint, from: watermark.lower}
                          p_to: {type: bigint, from: watermark.upper}
                        watermark: {type: bigint, initial: 0, upperBound: select max(id) from t}
                        rows: {out: p_rows}
                        afterSuccess: [vacuum $s.t]
                    """.replace("$s", warehouse.schema()));
            warehouse.procedure("after", "other", List.of("load"), "").register();

            JsonObject run = warehouse.run("");
            Map<String, JsonObject> steps = warehouse.steps(run);
            JsonObject step = steps.get("load");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(status(steps, "after")).isEqualTo("succeeded");
            assertThat(step.getString("transaction")).isEqualTo("own");
            assertThat(step.getBoolean("atLeastOnce")).isTrue();
            assertThat(steps.get("after").getBoolean("atLeastOnce")).isFalse();
            assertThat(step.getInt("rowsReported")).isEqualTo(3);
            assertThat(step.isNull("rowsInserted")).as("not measured").isTrue();
            assertThat(step.getJsonArray("tables")).isEmpty();
            assertThat(step.getString("watermarkAfter")).isEqualTo("7");
            assertThat(step.getInt("warnings")).isEqualTo(1);
            assertThat(Sql.one(warehouse.connection(), Long.class, "select count(*) from " + warehouse.schema() + ".t"))
                    .isEqualTo(4);
        }
    }

    @Test
    void the_plan_and_its_warnings_say_at_least_once() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            committing(warehouse, "load", List.of(), "").register();

            JsonObject plan = warehouse
                    .operator()
                    .post("/plans", "{" + warehouse.select() + "}")
                    .expect(200)
                    .json();

            assertThat(plan.getJsonArray("warnings").toString())
                    .contains("at least once: " + warehouse.schema() + ".load commits by itself (transaction: own)");
            JsonObject procedure = plan.getJsonArray("procedures").getJsonObject(0);
            assertThat(procedure.getString("transaction")).isEqualTo("own");
            assertThat(procedure.getBoolean("atLeastOnce")).isTrue();
        }
    }

    @Test
    void after_an_error_what_it_has_committed_stays_and_nothing_is_tried_again() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            committing(
                    warehouse,
                    "load",
                    List.of(),
                    "raise exception 'broken' using errcode = '40001', hint = 'Mend it.';");
            warehouse.procedure("child", "other", List.of("load"), "");
            warehouse.procedure("other", "other", List.of(), "").register();

            JsonObject run = warehouse.run("");
            Map<String, JsonObject> steps = warehouse.steps(run);

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(status(steps, "load")).isEqualTo("failed");
            assertThat(steps.get("load").getInt("attemptNo")).isEqualTo(1);
            assertThat(of(steps.get("load"), "message")).isEqualTo("broken");
            assertThat(of(steps.get("load"), "hint"))
                    .startsWith("The procedure commits by itself (transaction: own): what it has committed stays")
                    .endsWith("Mend it.");
            assertThat(steps.get("load").getJsonObject("error").getBoolean("retryable"))
                    .isFalse();
            assertThat(status(steps, "child")).isEqualTo("skipped");
            assertThat(status(steps, "other")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("load", "other");
        }
    }

    @Test
    void a_lost_session_leaves_it_interrupted_and_only_a_person_has_it_called_again() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            // Not even the lock by which the end of a unit is known is safe from what a procedure may do.
            committing(
                    warehouse,
                    "load",
                    List.of(),
                    "perform pg_advisory_unlock_all(); set application_name = 'hidden'; " + Gate.pass(warehouse));
            warehouse.procedure("child", "other", List.of("load"), "");
            warehouse.procedure("other", "other", List.of(), "").register();
            String id = start(warehouse);
            gate.awaitWaiting(1);

            end(
                    "pg_terminate_backend",
                    warehouse,
                    running(warehouse, id, "load").getString("id"));
            JsonObject run = warehouse.operator().awaitEnd(id);
            Map<String, JsonObject> steps = warehouse.steps(run);

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(status(steps, "load")).isEqualTo("interrupted");
            assertThat(of(steps.get("load"), "sqlState")).isEqualTo("SM006");
            assertThat(of(steps.get("load"), "message")).startsWith("its outcome is not known: terminating connection");
            assertThat(status(steps, "child")).isEqualTo("skipped");
            assertThat(steps.get("child").getString("skippedBecause"))
                    .isEqualTo(warehouse.schema() + ".load interrupted");
            assertThat(status(steps, "other")).isEqualTo("succeeded");
            assertThat(warehouse.calls()).isEqualTo(2);

            gate.open();
            warehouse.operator().post("/runs/" + id + "/resume", "{}").expect(202);
            JsonObject resumed = warehouse.operator().awaitEnd(id);

            assertThat(resumed.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.steps(resumed).get("load").getInt("attemptNo")).isEqualTo(2);
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("load", "other", "load", "child");
        }
    }

    @Test
    void a_cancel_after_a_commit_leaves_it_interrupted_and_nothing_of_it_on_the_server() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            committing(warehouse, "load", List.of(), Gate.pass(warehouse)).register();
            String id = start(warehouse);
            gate.awaitWaiting(1);

            warehouse.operator().post("/runs/" + id + "/cancel", "").expect(202);
            JsonObject run = warehouse.operator().awaitEnd(id);

            JsonObject step = warehouse.steps(run).get("load");
            assertThat(run.getString("status")).isEqualTo("cancelled");
            assertThat(step.getString("status")).isEqualTo("interrupted");
            assertThat(of(step, "message")).isEqualTo("its outcome is not known: it was cancelled while it ran");
            assertThat(warehouse.statementsLeft()).isEmpty();
            assertThat(warehouse.ledger()).containsExactly("load");
        }
    }

    @Test
    void a_timeout_ends_a_call_of_many_transactions() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            committing(warehouse, "load", List.of(), "loop perform pg_sleep(0.05); commit; end loop;")
                    .catalogMore("    timeout: PT0.3S\n")
                    .register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("load");

            assertThat(step.getString("status")).isEqualTo("failed");
            assertThat(of(step, "sqlState")).isEqualTo("57014");
            assertThat(of(step, "hint")).contains("what it has committed stays", "Its timeout has passed");
        }
    }

    @Test
    void whatever_it_leaves_behind_in_the_session_its_success_is_recorded() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            committing(warehouse, "load", List.of(), """
                    create temp table transformation_step (id int);
                    set statement_timeout = '1ms';
                    set default_transaction_read_only = on;
                    set default_transaction_isolation = serializable;
                    set search_path = nowhere;
                    """);
            committing(warehouse, "next", List.of("load"), "create temp table transformation_step (id int);")
                    .register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(""));

            assertThat(status(steps, "load")).isEqualTo("succeeded");
            assertThat(status(steps, "next")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("load", "next");
        }
    }

    @Test
    void where_postgresql_refuses_its_commit_the_error_says_what_to_change() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            committing(warehouse, "attached", List.of(), "");
            warehouse.sql("alter procedure $s.attached() set search_path = $s");
            warehouse.procedure("managed", "other", List.of(), "commit;").register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(""));

            for (String name : List.of("attached", "managed")) {
                assertThat(of(steps.get(name), "sqlState")).isEqualTo("2D000");
                assertThat(of(steps.get(name), "hint"))
                        .contains(
                                "set transaction: own in the catalog and make a new run",
                                "use searchPath in the catalog instead");
            }
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_full_refresh_calls_the_body_that_was_approved_or_none() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            committing(warehouse, "load", List.of(), "set statement_timeout = '1ms'; set search_path = nowhere;")
                    .catalogMore(FullRuns.ALLOWED)
                    .register();
            FullRuns full = new FullRuns(warehouse, TestServer.baseUrl());

            JsonObject run = full.runToEnd();

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("load");
        }
    }

    @Test
    void what_cannot_go_with_commits_of_its_own_is_refused_with_its_place() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            committing(warehouse, "load", List.of(), "")
                    .catalogMore("    expect: {minRows: 1}\n    retry: {maxAttempts: 2}\n");
            warehouse.sql("create function $s.f() returns int language sql as 'select 1'");
            warehouse.entry("f", "other", List.of(), OWN).group("g", 1, List.of("load"));

            Answer answer = warehouse
                    .engineer()
                    .put("/catalog?dryRun=true", "application/yaml", warehouse.catalog())
                    .expect(422);

            assertThat(answer.body())
                    .contains("cannot be undone if it is not as expected")
                    .contains("is never repeated without a person; leave it at 1")
                    .contains("cannot share the group's transaction; take it out of the group")
                    .contains("is a function, and a function cannot commit");
        }
    }

    @Test
    void the_export_of_the_catalog_has_it() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            committing(warehouse, "load", List.of(), "").register();

            String file = warehouse.engineer().get("/catalog").expect(200).body();

            assertThat(file.substring(file.indexOf(warehouse.schema() + ".load:")))
                    .contains("transaction: own");
        }
    }
}
