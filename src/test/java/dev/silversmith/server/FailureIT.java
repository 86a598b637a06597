package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What a failure or a cancel leaves behind: nothing but its record. */
@ArquillianTest
class FailureIT {

    private static final String BOOM =
            "raise exception 'boom at row %', 7 using errcode = '22012', detail = 'the detail', hint = 'the hint';";

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    private static String status(Map<String, JsonObject> steps, String name) {
        return steps.get(name).getString("status");
    }

    @Test
    void a_failure_leaves_no_row_skips_its_descendants_and_nothing_else() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("bad", "other", List.of(), BOOM);
            warehouse.procedure("child", "other", List.of("bad"), "");
            warehouse.procedure("grandchild", "other", List.of("child"), "");
            warehouse.procedure("independent", "other", List.of(), "").register();

            JsonObject run = warehouse.run("");
            Map<String, JsonObject> steps = warehouse.steps(run);

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(warehouse.ledger()).containsExactly("independent");
            assertThat(status(steps, "bad")).isEqualTo("failed");
            JsonObject error = steps.get("bad").getJsonObject("error");
            assertThat(error.getString("sqlState")).isEqualTo("22012");
            assertThat(error.getString("message")).isEqualTo("boom at row 7");
            assertThat(error.getString("detail")).isEqualTo("the detail");
            assertThat(error.getString("hint")).isEqualTo("the hint");
            assertThat(error.getString("context")).contains("PL/pgSQL function " + warehouse.schema() + ".bad()");
            assertThat(error.getBoolean("retryable")).isFalse();
            String ancestor = warehouse.schema() + ".bad failed";
            assertThat(steps.get("child").getString("skippedBecause")).isEqualTo(ancestor);
            assertThat(steps.get("grandchild").getString("skippedBecause")).isEqualTo(ancestor);
            assertThat(status(steps, "independent")).isEqualTo("succeeded");
        }
    }

    @Test
    void with_on_failure_stop_nothing_new_starts() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("a_bad", "other", List.of(), BOOM);
            warehouse.procedure("b_independent", "other", List.of(), "").register();

            Map<String, JsonObject> steps =
                    warehouse.steps(warehouse.run(", \"maxParallel\": 1, \"onFailure\": \"stop\""));

            assertThat(status(steps, "a_bad")).isEqualTo("failed");
            assertThat(steps.get("b_independent").getString("skippedBecause")).isEqualTo("run_stopped");
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_group_is_rolled_back_whole() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("first", "other", List.of(), "");
            warehouse.procedure("second", "other", List.of(), BOOM);
            warehouse.procedure("third", "other", List.of(), "");
            warehouse.procedure("after", "other", List.of("first"), "");
            warehouse.group("g", 1, List.of("first", "second", "third")).register();

            JsonObject run = warehouse.run(", \"transactionScope\": \"per_group\"");
            Map<String, JsonObject> steps = warehouse.steps(run);

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(warehouse.ledger()).isEmpty();
            assertThat(status(steps, "first")).isEqualTo("rolled_back");
            assertThat(status(steps, "second")).isEqualTo("failed");
            assertThat(status(steps, "third")).isEqualTo("skipped");
            assertThat(steps.get("third").getString("skippedBecause")).isEqualTo(warehouse.schema() + ".second failed");
            assertThat(steps.get("after").getString("skippedBecause")).isEqualTo(warehouse.schema() + ".second failed");
        }
    }

    @Test
    void a_group_commits_once_and_each_member_has_its_own_rows() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("create table $s.x (id int)").sql("grant all on $s.x to silversmith_warehouse");
            String schema = warehouse.schema();
            warehouse.procedure(
                    "one", "other", List.of(), "insert into %s.x select generate_series(1, 5);".formatted(schema));
            warehouse.procedure(
                    "two", "other", List.of(), "insert into %s.x select generate_series(1, 3);".formatted(schema));
            warehouse.group("g", 1, List.of("one", "two")).register();

            JsonObject run = warehouse.run(", \"transactionScope\": \"per_group\"");
            Map<String, JsonObject> steps = warehouse.steps(run);

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(steps.get("one").getInt("rowsInserted")).isEqualTo(6);
            assertThat(steps.get("two").getInt("rowsInserted")).isEqualTo(4);
            assertThat(Sql.list(
                            warehouse.connection(),
                            Object.class,
                            "select distinct transaction_id::text from silversmith.transformation_step where run_id = ?::uuid",
                            run.getString("id")))
                    .hasSize(1);
        }
    }

    @Test
    void each_member_of_a_group_has_the_search_path_it_would_have_alone() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .sql("create table $s.path (name text, path text)")
                    .sql("grant all on $s.path to silversmith_warehouse");
            String body = "insert into %s.path values ('%s', current_setting('search_path'));";
            String schema = warehouse.schema();
            warehouse.procedure("one", "other", List.of(), body.formatted(schema, "one"));
            warehouse.procedure("two", "other", List.of(), body.formatted(schema, "two"));
            warehouse.group("g", 1, List.of("one", "two")).register();

            warehouse.run(", \"transactionScope\": \"per_group\"");

            assertThat(Sql.list(warehouse.connection(), String.class, "select distinct path from " + schema + ".path"))
                    .containsExactly("\"$user\", public");
        }
    }

    @Test
    void a_deferred_constraint_fails_the_step_and_leaves_nothing() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .sql("create table $s.parent (id int primary key)")
                    .sql("create table $s.child (id int references $s.parent deferrable initially deferred)")
                    .sql("grant all on all tables in schema $s to silversmith_warehouse");
            warehouse
                    .procedure(
                            "bad", "other", List.of(), "insert into %s.child values (1);".formatted(warehouse.schema()))
                    .register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(""));

            assertThat(status(steps, "bad")).isEqualTo("failed");
            assertThat(steps.get("bad").getJsonObject("error").getString("sqlState"))
                    .isEqualTo("23503");
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_constraint_that_fails_at_commit_itself_fails_the_step() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            // The trigger defers itself again while it is checked, and fails only when the commit checks it for good.
            warehouse
                    .sql("create table $s.late (id int)")
                    .sql("""
                            create function $s.late() returns trigger language plpgsql as $f$
                            begin
                              if new.id < 3 then
                                set constraints all deferred;
                                insert into $s.late values (new.id + 1);
                                return null;
                              end if;
                              raise exception 'refused at commit' using errcode = '23514';
                            end $f$
                            """)
                    .sql("""
                            create constraint trigger late after insert on $s.late deferrable initially deferred
                              for each row execute function $s.late()
                            """)
                    .sql("grant all on all tables in schema $s to silversmith_warehouse");
            warehouse
                    .procedure(
                            "bad", "other", List.of(), "insert into %s.late values (1);".formatted(warehouse.schema()))
                    .register();

            JsonObject run = warehouse.run("");
            Map<String, JsonObject> steps = warehouse.steps(run);

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(status(steps, "bad")).isEqualTo("failed");
            assertThat(steps.get("bad").getJsonObject("error").getString("message"))
                    .contains("refused at commit");
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a4_a_procedure_that_commits_by_itself_fails_with_advice() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("commits", "other", List.of(), "commit;").register();

            JsonObject error = warehouse.steps(warehouse.run("")).get("commits").getJsonObject("error");

            assertThat(error.getString("sqlState")).isEqualTo("2D000");
            assertThat(error.getString("hint")).contains("take COMMIT and ROLLBACK out");
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_terminated_session_fails_its_step_and_nothing_is_committed() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .procedure("victim", "other", List.of(), "perform pg_sleep(60);")
                    .register();
            JsonObject run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();
            awaitCall(warehouse);

            warehouse.sql(
                    "select pg_terminate_backend(pid) from pg_stat_activity where query like '%\"$s\"%' and pid <> pg_backend_pid()");

            assertThat(warehouse.operator().awaitEnd(run.getString("id")).getString("status"))
                    .isEqualTo("failed");
            JsonObject error = warehouse.steps(run).get("victim").getJsonObject("error");
            assertThat(error.getString("sqlState")).isEqualTo("57P01");
            assertThat(error.getBoolean("retryable")).isTrue();
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_cancel_stops_the_statement_and_says_so_when_it_is_gone() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("a_done", "other", List.of(), "");
            warehouse.procedure("b_slow", "other", List.of("a_done"), "perform pg_sleep(600);");
            warehouse.procedure("c_after", "other", List.of("b_slow"), "").register();
            JsonObject run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> warehouse.calls() == 2);

            String path = "/runs/" + run.getString("id") + "/cancel";
            assertThat(warehouse.operator().post(path, "").expect(202).json().getString("status"))
                    .isEqualTo("cancelling");
            warehouse.operator().post(path, "").expect(202);
            JsonObject ended = warehouse.operator().awaitEnd(run.getString("id"));

            Map<String, JsonObject> steps = warehouse.steps(run);
            assertThat(ended.getString("status")).isEqualTo("cancelled");
            assertThat(status(steps, "a_done")).isEqualTo("succeeded");
            assertThat(status(steps, "b_slow")).isEqualTo("cancelled");
            assertThat(status(steps, "c_after")).isEqualTo("cancelled");
            assertThat(warehouse.ledger()).containsExactly("a_done");
            assertThat(warehouse.statementsLeft()).isEmpty();
        }
    }

    @Test
    void cancelling_a_finished_run_is_refused() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("done", "other", List.of(), "").register();
            JsonObject run = warehouse.run("");

            var answer = warehouse.operator().post("/runs/" + run.getString("id") + "/cancel", "");

            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().getString("type")).isEqualTo("/problems/run-finished");
        }
    }

    private static void awaitCall(TestWarehouse warehouse) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> warehouse.calls() == 1);
    }
}
