package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A unit that fails for a transient reason is tried again, each attempt a row; everything else fails at once. */
@ArquillianTest
class RetryIT {

    private static final String THREE_TIMES = "    retry: {maxAttempts: 3, backoff: PT0.02S}\n";
    private static final String AFTER_AN_HOUR = "    retry: {maxAttempts: 2, backoff: PT1H}\n";

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    /** A procedure that fails as often as told before it succeeds. */
    private static void failing(TestWarehouse warehouse, String name, int times, String sqlState, String more)
            throws Exception {
        warehouse
                .sql("create sequence $s.tries_" + name)
                .sql("grant all on all sequences in schema $s to silversmith_warehouse")
                .sql("""
                        create procedure $s.%1$s() language plpgsql as $body$
                        begin
                          insert into $s.ledger (name) values ('%1$s');
                          if nextval('$s.tries_%1$s') <= %2$d then
                            raise exception 'not this time' using errcode = '%3$s';
                          end if;
                        end
                        $body$
                        """.formatted(name, times, sqlState))
                .entry(name, "other", List.of(), more);
    }

    /** Attempts of a run as {@code name attempt status}, in the order of the plan. */
    private static List<String> attempts(TestWarehouse warehouse, JsonObject run) {
        return warehouse
                .operator()
                .get("/runs/" + run.getString("id") + "/steps")
                .expect(200)
                .items()
                .getValuesAs(JsonObject.class)
                .stream()
                .map(step -> "%s %d %s"
                        .formatted(
                                step.getString("procedure")
                                        .substring(warehouse.schema().length() + 1),
                                step.getInt("attemptNo"),
                                step.getString("status")))
                .toList();
    }

    private static JsonObject request(TestWarehouse warehouse, String more) {
        return warehouse
                .operator()
                .run("{" + warehouse.select() + more + "}")
                .expect(201)
                .json();
    }

    private static void awaitAttempts(TestWarehouse warehouse, JsonObject run, String attempt) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> attempts(warehouse, run)
                .contains(attempt));
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "53300", "57P01", "57P02", "57P03", "08000", "08006"})
    void a_transient_failure_is_tried_again_and_each_attempt_is_a_row(String sqlState) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            failing(warehouse, "shaky", 2, sqlState, THREE_TIMES);
            warehouse.procedure("child", "other", List.of("shaky"), "").register();

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(attempts(warehouse, run))
                    .containsExactly("shaky 1 failed", "shaky 2 failed", "shaky 3 succeeded", "child 1 succeeded");
            assertThat(warehouse.ledger()).containsExactly("shaky", "child");
            assertThat(run.getJsonObject("steps").getInt("total")).isEqualTo(2);
            assertThat(run.getJsonObject("steps").getInt("succeeded")).isEqualTo(2);
        }
    }

    @Test
    void a_retry_waits_for_its_backoff_and_says_until_when() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            failing(warehouse, "shaky", 1, "40001", "    retry: {maxAttempts: 2, backoff: PT0.5S}\n");
            warehouse.register();

            JsonObject run = warehouse.run("");

            List<JsonObject> steps = warehouse
                    .operator()
                    .get("/runs/" + run.getString("id") + "/steps")
                    .items()
                    .getValuesAs(JsonObject.class);
            Instant failed = Instant.parse(steps.get(0).getString("finishedAt"));
            Instant notBefore = Instant.parse(steps.get(1).getString("notBefore"));
            assertThat(steps.get(0).get("notBefore")).isEqualTo(JsonValue.NULL);
            assertThat(steps.get(0).getJsonObject("error").getBoolean("retryable"))
                    .isTrue();
            assertThat(Duration.between(failed, notBefore)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
            assertThat(Instant.parse(steps.get(1).getString("startedAt"))).isAfterOrEqualTo(notBefore);
        }
    }

    @Test
    void a_lane_does_other_work_while_a_retry_waits() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            failing(warehouse, "a_shaky", 1, "40001", "    retry: {maxAttempts: 2, backoff: PT3S}\n");
            warehouse.procedure("b", "other", List.of(), "").register();

            warehouse.run(", \"maxParallel\": 1");

            assertThat(warehouse.ledger()).containsExactly("b", "a_shaky");
        }
    }

    @Test
    void when_the_attempts_are_used_up_the_run_fails_and_descendants_are_skipped() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            failing(warehouse, "shaky", 3, "40P01", THREE_TIMES);
            warehouse.procedure("child", "other", List.of("shaky"), "").register();

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(attempts(warehouse, run))
                    .containsExactly("shaky 1 failed", "shaky 2 failed", "shaky 3 failed", "child 1 skipped");
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"22012", "23505", "57014", "P0001", "SM001"})
    void any_other_failure_fails_at_once(String sqlState) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            failing(warehouse, "bad", 1, sqlState, THREE_TIMES);
            warehouse.register();

            assertThat(attempts(warehouse, warehouse.run(""))).containsExactly("bad 1 failed");
        }
    }

    @Test
    void by_default_a_transient_failure_fails_at_once_and_says_that_it_could_be_tried_again() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            failing(warehouse, "shaky", 1, "40001", "");
            warehouse.register();

            JsonObject run = warehouse.run("");

            assertThat(attempts(warehouse, run)).containsExactly("shaky 1 failed");
            assertThat(warehouse.steps(run).get("shaky").getJsonObject("error").getBoolean("retryable"))
                    .isTrue();
        }
    }

    @Test
    void a_group_is_tried_again_whole_as_often_as_its_most_careful_member_allows() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("a_first", "other", List.of(), "");
            warehouse.catalogMore("    retry: {maxAttempts: 9}\n");
            failing(warehouse, "b_shaky", 2, "40001", THREE_TIMES);
            warehouse.procedure("c_last", "other", List.of(), "");
            warehouse.catalogMore("    retry: {maxAttempts: 4}\n");
            warehouse.group("g", 1, List.of("a_first", "b_shaky", "c_last")).register();

            JsonObject run = warehouse.run(", \"transactionScope\": \"per_group\"");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(attempts(warehouse, run))
                    .containsExactly(
                            "a_first 1 rolled_back",
                            "a_first 2 rolled_back",
                            "a_first 3 succeeded",
                            "b_shaky 1 failed",
                            "b_shaky 2 failed",
                            "b_shaky 3 succeeded",
                            "c_last 1 skipped",
                            "c_last 2 skipped",
                            "c_last 3 succeeded");
            assertThat(warehouse.ledger()).containsExactly("a_first", "b_shaky", "c_last");
            warehouse.sql("select setval('$s.tries_b_shaky', 1, false)").sql("truncate $s.ledger");
            warehouse.sql("create or replace procedure $s.b_shaky() language plpgsql as $b$ begin"
                    + " raise exception 'never' using errcode = '40001'; end $b$");
            assertThat(attempts(warehouse, warehouse.run(", \"transactionScope\": \"per_group\"")))
                    .contains("b_shaky 3 failed")
                    .doesNotContain("b_shaky 4 failed");
        }
    }

    @Test
    void a_session_that_is_terminated_in_the_call_costs_one_attempt_and_the_next_one_commits_once() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("create sequence $s.tries").sql("grant all on sequence $s.tries to silversmith_warehouse");
            warehouse
                    .procedure(
                            "victim",
                            "other",
                            List.of(),
                            "if nextval('%s.tries') = 1 then perform pg_sleep(60); end if;"
                                    .formatted(warehouse.schema()))
                    .catalogMore(THREE_TIMES)
                    .register();
            JsonObject run = request(warehouse, "");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> warehouse.calls() == 1);

            warehouse.sql(
                    "select pg_terminate_backend(pid) from pg_stat_activity where query like '%\"$s\"%' and pid <> pg_backend_pid()");

            assertThat(warehouse.operator().awaitEnd(run.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(attempts(warehouse, run)).containsExactly("victim 1 failed", "victim 2 succeeded");
            assertThat(warehouse.ledger()).containsExactly("victim");
        }
    }

    @Test
    void sessions_that_were_lost_before_the_call_cost_no_attempt() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("p", "other", List.of(), "").register();
            warehouse.run("");
            warehouse.sql("""
                    select pg_terminate_backend(pid)
                      from pg_stat_activity
                     where usename = 'silversmith_warehouse' and datname = current_database() and state = 'idle'
                    """);

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(attempts(warehouse, run)).containsExactly("p 1 succeeded");
        }
    }

    @Test
    void a_real_deadlock_between_two_units_ends_with_both_committed() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .sql("create table $s.one (id int)")
                    .sql("create table $s.two (id int)")
                    .sql("create sequence $s.held")
                    .sql("grant all on all tables in schema $s to silversmith_warehouse")
                    .sql("grant all on sequence $s.held to silversmith_warehouse");
            // Neither asks for its second lock before both have their first.
            String lock = """
                    lock table $s.@first;
                    perform nextval('$s.held');
                    while (select last_value from $s.held) < 2 loop
                      perform pg_sleep(0.01);
                    end loop;
                    lock table $s.@second;
                    """.replace("$s", warehouse.schema());
            warehouse
                    .procedure(
                            "p",
                            "other",
                            List.of(),
                            lock.replace("@first", "one").replace("@second", "two"))
                    .catalogMore(THREE_TIMES);
            warehouse
                    .procedure(
                            "q",
                            "other",
                            List.of(),
                            lock.replace("@first", "two").replace("@second", "one"))
                    .catalogMore(THREE_TIMES)
                    .register();

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("p", "q");
            assertThat(attempts(warehouse, run)).anyMatch(attempt -> attempt.endsWith(" 1 failed"));
        }
    }

    @Test
    void a_control_session_that_is_lost_while_a_failure_is_recorded_costs_nothing() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection table = TestServer.database().asSuperuser();
                Connection row = TestServer.database().asSuperuser()) {
            warehouse
                    .sql("create table $s.t (id int)")
                    .sql("create sequence $s.tries")
                    .sql("grant all on $s.t, $s.tries to silversmith_warehouse");
            warehouse
                    .procedure("shaky", "other", List.of(), """
                            if nextval('%1$s.tries') = 1 then
                              lock table %1$s.t;
                              raise exception 'not this time' using errcode = '40001';
                            end if;
                            """.formatted(warehouse.schema()))
                    .catalogMore(THREE_TIMES)
                    .register();
            table.setAutoCommit(false);
            row.setAutoCommit(false);
            Sql.execute(table, "lock table " + warehouse.schema() + ".t");
            JsonObject run = request(warehouse, "");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> warehouse.calls() == 1);
            Sql.update(
                    row,
                    "select id from silversmith.transformation_run where id = ?::uuid for update",
                    run.getString("id"));
            table.rollback();
            String recording = """
                    select pid from pg_stat_activity
                     where datname = current_database() and query like '%for share%' and wait_event_type = 'Lock'
                    """;
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !Sql.list(
                            warehouse.connection(), Integer.class, recording)
                    .isEmpty());
            Sql.execute(row, "select pg_terminate_backend(pid) from (" + recording + ") r");
            row.rollback();

            assertThat(warehouse.operator().awaitEnd(run.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(attempts(warehouse, run)).containsExactly("shaky 1 failed", "shaky 2 succeeded");
        }
    }

    @Test
    void a_cancel_ends_the_wait_for_the_next_attempt() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            failing(warehouse, "shaky", 1, "40001", AFTER_AN_HOUR);
            warehouse.procedure("child", "other", List.of("shaky"), "").register();
            JsonObject run = request(warehouse, "");
            awaitAttempts(warehouse, run, "shaky 2 pending");

            warehouse
                    .operator()
                    .post("/runs/" + run.getString("id") + "/cancel", "")
                    .expect(202);

            assertThat(warehouse.operator().awaitEnd(run.getString("id")).getString("status"))
                    .isEqualTo("cancelled");
            assertThat(attempts(warehouse, run))
                    .containsExactly("shaky 1 failed", "shaky 2 cancelled", "child 1 cancelled");
        }
    }

    @Test
    void with_on_failure_stop_a_waiting_attempt_is_not_started_after_another_failure() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            failing(warehouse, "a_shaky", 1, "40001", AFTER_AN_HOUR);
            failing(warehouse, "b_bad", 1, "22012", "");
            warehouse.register();

            JsonObject run = warehouse.run(", \"maxParallel\": 1, \"onFailure\": \"stop\"");

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(attempts(warehouse, run))
                    .containsExactly("a_shaky 1 failed", "a_shaky 2 skipped", "b_bad 1 failed");
            assertThat(warehouse.steps(run).get("a_shaky").getString("skippedBecause"))
                    .isEqualTo("run_stopped");
        }
    }

    @Test
    void a_run_that_takes_longer_than_its_timeout_is_ended_as_failed_with_nothing_left() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("a_done", "other", List.of(), "");
            warehouse.procedure("b_slow", "other", List.of("a_done"), "perform pg_sleep(600);");
            warehouse.procedure("c_after", "other", List.of("b_slow"), "");
            failing(warehouse, "d_shaky", 1, "40001", AFTER_AN_HOUR);
            warehouse.register();

            JsonObject run = warehouse.run(", \"timeout\": \"PT4S\"");

            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(run.getString("error")).isEqualTo("the run took longer than its timeout of PT4S");
            assertThat(run.getString("timeout")).isEqualTo("PT4S");
            assertThat(run.getInt("durationMs")).isGreaterThanOrEqualTo(4000);
            assertThat(attempts(warehouse, run))
                    .containsExactlyInAnyOrder(
                            "a_done 1 succeeded",
                            "b_slow 1 cancelled",
                            "c_after 1 skipped",
                            "d_shaky 1 failed",
                            "d_shaky 2 skipped");
            assertThat(warehouse.ledger()).containsExactly("a_done");
            assertThat(warehouse.statementsLeft()).isEmpty();
        }
    }

    @Test
    void the_wait_in_the_queue_does_not_count_for_the_timeout() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("p", "other", List.of(), "perform pg_sleep(3);").register();
            JsonObject first = request(warehouse, "");
            JsonObject second = request(warehouse, ", \"timeout\": \"PT5S\"");

            assertThat(warehouse.operator().awaitEnd(first.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(warehouse.operator().awaitEnd(second.getString("id")).getString("status"))
                    .isEqualTo("succeeded");
        }
    }
}
