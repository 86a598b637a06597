package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** A cancel in every state of a run: nothing of it is left on the server, and nothing else is hit. */
@ArquillianTest
class CancelIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    private static JsonObject request(TestWarehouse warehouse, String more) {
        return warehouse
                .operator()
                .run("{" + warehouse.select() + more + "}")
                .expect(201)
                .json();
    }

    private static Answer cancel(TestWarehouse warehouse, JsonObject run) {
        return warehouse.operator().post("/runs/" + run.getString("id") + "/cancel", "");
    }

    private static void awaitCalls(TestWarehouse warehouse, long calls) {
        Awaitility.await().atMost(LONG).until(() -> warehouse.calls() == calls);
    }

    private static String endOf(TestWarehouse warehouse, JsonObject run) {
        return warehouse.operator().awaitEnd(run.getString("id")).getString("status");
    }

    private static String status(Map<String, JsonObject> steps, String name) {
        return steps.get(name).getString("status");
    }

    @Test
    void a_queued_run_is_cancelled_at_once_and_the_one_before_it_goes_on() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("p", "other", List.of(), "perform pg_sleep(1);").register();
            JsonObject active = request(warehouse, "");
            JsonObject queued = request(warehouse, "");
            assertThat(queued.getString("status")).isEqualTo("queued");

            assertThat(cancel(warehouse, queued).expect(202).json().getString("status"))
                    .isEqualTo("cancelled");

            assertThat(endOf(warehouse, active)).isEqualTo("succeeded");
            assertThat(status(warehouse.steps(queued), "p")).isEqualTo("cancelled");
            assertThat(warehouse.ledger()).containsExactly("p");
        }
    }

    @Test
    void a_run_that_waits_for_its_approval_is_cancelled_at_once() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .procedure("p", "other", List.of(), "")
                    .catalogMore(FullRuns.ALLOWED)
                    .register();
            String id = new FullRuns(warehouse, TestServer.baseUrl()).requestId();

            JsonObject run = warehouse
                    .operator()
                    .post("/runs/" + id + "/cancel", "")
                    .expect(202)
                    .json();

            assertThat(run.getString("status")).isEqualTo("cancelled");
            assertThat(run.isNull("finishedAt")).isFalse();
        }
    }

    @Test
    void a_cancel_reaches_a_step_that_waits_for_a_lock() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection holder = TestServer.database().asSuperuser()) {
            warehouse.sql("create table $s.t (id int)").sql("grant all on $s.t to silversmith_warehouse");
            warehouse
                    .procedure("waits", "other", List.of(), "lock table %s.t;".formatted(warehouse.schema()))
                    .register();
            holder.setAutoCommit(false);
            Sql.execute(holder, "lock table " + warehouse.schema() + ".t");
            JsonObject run = request(warehouse, "");
            awaitCalls(warehouse, 1);

            cancel(warehouse, run).expect(202);

            assertThat(endOf(warehouse, run)).isEqualTo("cancelled");
            assertThat(status(warehouse.steps(run), "waits")).isEqualTo("cancelled");
            assertThat(warehouse.statementsLeft()).isEmpty();
            holder.rollback();
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_cancel_of_a_group_rolls_back_its_finished_members() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("a_done", "other", List.of(), "");
            warehouse.procedure("b_slow", "other", List.of("a_done"), "perform pg_sleep(600);");
            warehouse.procedure("c_never", "other", List.of("b_slow"), "");
            warehouse.group("g", 1, List.of("a_done", "b_slow", "c_never")).register();
            JsonObject run = request(warehouse, ", \"transactionScope\": \"per_group\"");
            awaitCalls(warehouse, 2);

            cancel(warehouse, run).expect(202);

            assertThat(endOf(warehouse, run)).isEqualTo("cancelled");
            Map<String, JsonObject> steps = warehouse.steps(run);
            assertThat(status(steps, "a_done")).isEqualTo("rolled_back");
            assertThat(status(steps, "b_slow")).isEqualTo("cancelled");
            assertThat(status(steps, "c_never")).isEqualTo("cancelled");
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_cancel_reaches_deferred_triggers() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .sql("create table $s.t (id int)")
                    .sql("""
                    create function $s.slow() returns trigger language plpgsql as $f$
                    begin
                      perform nextval('$s.calls');
                      perform pg_sleep(600);
                      return null;
                    end $f$
                    """)
                    .sql("""
                    create constraint trigger slow after insert on $s.t deferrable initially deferred
                      for each row execute function $s.slow()
                    """)
                    .sql("grant all on all tables in schema $s to silversmith_warehouse");
            warehouse
                    .procedure("p", "other", List.of(), "insert into %s.t values (1);".formatted(warehouse.schema()))
                    .register();
            JsonObject run = request(warehouse, "");
            awaitCalls(warehouse, 2);

            cancel(warehouse, run).expect(202);

            assertThat(endOf(warehouse, run)).isEqualTo("cancelled");
            assertThat(warehouse.statementsLeft()).isEmpty();
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_cancel_after_the_commit_changes_nothing_of_what_is_committed() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection holder = TestServer.database().asSuperuser()) {
            warehouse.sql("create table $s.t (id int)").sql("alter table $s.t owner to silversmith_warehouse");
            warehouse
                    .procedure("p", "other", List.of(), "insert into %s.t values (1);".formatted(warehouse.schema()))
                    .catalogMore("    afterSuccess: [vacuum %s.t]\n".formatted(warehouse.schema()))
                    .register();
            holder.setAutoCommit(false);
            Sql.execute(holder, "lock table " + warehouse.schema() + ".t in share update exclusive mode");
            JsonObject run = request(warehouse, "");
            Awaitility.await().atMost(LONG).until(() -> status(warehouse.steps(run), "p")
                    .equals("succeeded"));

            cancel(warehouse, run).expect(202);

            assertThat(endOf(warehouse, run)).isEqualTo("succeeded");
            holder.rollback();
            assertThat(warehouse.ledger()).containsExactly("p");
            assertThat(warehouse.steps(run).get("p").getInt("warnings")).isEqualTo(1);
        }
    }

    @Test
    void a_session_that_does_not_heed_the_cancel_is_ended_and_the_run_is_cancelled_within_bounds() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("stubborn", "other", List.of(), """
                    loop
                      begin
                        perform pg_sleep(600);
                      exception when query_canceled then
                        raise notice 'not me';
                      end;
                    end loop;
                    """);
            warehouse.procedure("after", "other", List.of("stubborn"), "").register();
            JsonObject run = request(warehouse, "");
            awaitCalls(warehouse, 1);

            cancel(warehouse, run).expect(202);

            assertThat(endOf(warehouse, run)).isEqualTo("cancelled");
            Map<String, JsonObject> steps = warehouse.steps(run);
            assertThat(status(steps, "stubborn")).isEqualTo("cancelled");
            assertThat(status(steps, "after")).isEqualTo("cancelled");
            assertThat(warehouse.statementsLeft()).isEmpty();
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void many_cancels_at_once_are_one_cancel() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .procedure("p", "other", List.of(), "perform pg_sleep(600);")
                    .register();
            JsonObject run = request(warehouse, "");
            awaitCalls(warehouse, 1);

            List<Integer> answers = IntStream.range(0, 20)
                    .parallel()
                    .mapToObj(i -> cancel(warehouse, run).status())
                    .distinct()
                    .toList();

            assertThat(answers).containsExactly(202);
            assertThat(endOf(warehouse, run)).isEqualTo("cancelled");
            assertThat(cancel(warehouse, run).expect(202).json().getString("status"))
                    .isEqualTo("cancelled");
            assertThat(Sql.one(
                            warehouse.connection(),
                            Long.class,
                            "select count(*) from silversmith.audit_event where action = 'run.cancel' and object_id = ?",
                            run.getString("id")))
                    .isEqualTo(1);
        }
    }

    @Test
    void a_run_that_has_ended_cannot_be_cancelled() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("p", "other", List.of(), "").register();
            JsonObject succeeded = warehouse.run("");
            warehouse.sql("create or replace procedure $s.p() language plpgsql as 'begin raise exception ''no''; end'");
            JsonObject failed = warehouse.run("");

            assertThat(cancel(warehouse, succeeded).expect(409).json().getString("type"))
                    .isEqualTo("/problems/run-finished");
            assertThat(cancel(warehouse, failed).expect(409).json().getString("detail"))
                    .contains("failed");
        }
    }
}
