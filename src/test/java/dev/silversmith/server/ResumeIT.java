package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.AtOnce;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that has failed or was cancelled goes on: only what has not succeeded runs again, with the same plan and parameters. */
@ArquillianTest
class ResumeIT {

    private static final String BREAKS =
            "if exists (select from %s.broken where name = '%s') then raise exception 'broken'; end if;";

    /** a and d are independent, b follows a, c follows b; b is broken as long as it is said to be. */
    private static TestWarehouse warehouse() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.sql("create table $s.broken (name text); insert into $s.broken values ('b');"
                + " grant all on $s.broken to silversmith_warehouse");
        return warehouse
                .procedure("a", "other", List.of(), "")
                .procedure("b", "other", List.of("a"), breaks(warehouse, "b"))
                .procedure("c", "other", List.of("b"), "")
                .procedure("d", "other", List.of(), "")
                .register();
    }

    private static String breaks(TestWarehouse warehouse, String name) {
        return BREAKS.formatted(warehouse.schema(), name);
    }

    private static TestWarehouse repair(TestWarehouse warehouse) throws SQLException {
        return warehouse.sql("delete from $s.broken");
    }

    private static Answer resume(TestWarehouse warehouse, JsonObject run, String body) {
        return warehouse.operator().post("/runs/" + run.getString("id") + "/resume", body);
    }

    private static JsonObject resumeToEnd(TestWarehouse warehouse, JsonObject run) {
        resume(warehouse, run, "{}").expect(202);
        return warehouse.operator().awaitEnd(run.getString("id"));
    }

    private static void replace(TestWarehouse warehouse, String name) throws SQLException {
        warehouse.sql("""
                create or replace procedure $s.%1$s() language plpgsql as $body$
                begin
                  insert into $s.ledger (name) values ('new %1$s');
                end $body$
                """.formatted(name));
    }

    /** Status of each attempt by procedure, in the order of the attempts. */
    private static Map<String, String> attempts(TestWarehouse warehouse, JsonObject run) {
        return warehouse.operator().get("/runs/" + run.getString("id") + "/steps").expect(200).items().stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.groupingBy(
                        step -> step.getString("procedure").replaceFirst(".*\\.", ""),
                        Collectors.mapping(
                                step -> step.getInt("attemptNo") + " " + step.getString("status"),
                                Collectors.joining(", "))));
    }

    @Test
    void a_failed_run_goes_on_and_only_what_has_not_succeeded_runs_again() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = warehouse.run("");
            assertThat(failed.getString("status")).isEqualTo("failed");
            assertThat(warehouse.calls()).isEqualTo(3);

            JsonObject again = resumeToEnd(warehouse, failed);
            assertThat(again.getString("status")).as("b is broken still").isEqualTo("failed");
            repair(warehouse);
            JsonObject ended = resumeToEnd(warehouse, failed);

            assertThat(ended.getString("status")).isEqualTo("succeeded");
            assertThat(ended.isNull("error")).isTrue();
            assertThat(ended.getString("startedAt")).isEqualTo(failed.getString("startedAt"));
            assertThat(ended.getJsonObject("steps").getInt("succeeded")).isEqualTo(4);
            assertThat(ended.getString("planFingerprint")).isEqualTo(failed.getString("planFingerprint"));
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("a", "d", "b", "c");
            assertThat(attempts(warehouse, ended))
                    .containsEntry("a", "1 succeeded")
                    .containsEntry("d", "1 succeeded")
                    .containsEntry("b", "1 failed, 2 failed, 3 succeeded")
                    .containsEntry("c", "1 skipped, 2 skipped, 3 succeeded");
            assertThat(resume(warehouse, ended, "{}").expect(409).body()).contains("has succeeded");
        }
    }

    @Test
    void a_resumed_run_is_the_same_job_instance() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = warehouse.run("");
            long instance = instance(warehouse, failed);

            JsonObject again = resumeToEnd(warehouse, failed);

            assertThat(instance(warehouse, again)).isEqualTo(instance);
            assertThat(again.getInt("batchExecutionId")).isGreaterThan(failed.getInt("batchExecutionId"));
        }
    }

    private static long instance(TestWarehouse warehouse, JsonObject run) throws SQLException {
        return Sql.one(
                warehouse.connection(),
                Long.class,
                "select batch_instance_id from silversmith.transformation_run where id = ?::uuid",
                run.getString("id"));
    }

    @Test
    void without_its_execution_in_the_batch_repository_a_run_is_resumed_as_a_new_job() throws Exception {
        try (TestWarehouse warehouse = repair(warehouse())) {
            warehouse.sql("insert into $s.broken values ('b')");
            JsonObject failed = warehouse.run("");
            warehouse.sql("update silversmith.transformation_run set batch_execution_id = 999999999 where id = '%s'"
                    .formatted(failed.getString("id")));
            repair(warehouse);

            assertThat(resumeToEnd(warehouse, failed).getString("status")).isEqualTo("succeeded");
        }
    }

    @Test
    void a_cancelled_run_goes_on_where_it_was_cancelled() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            warehouse
                    .procedure("a", "other", List.of(), "")
                    .procedure("b", "other", List.of("a"), Gate.pass(warehouse))
                    .register();
            JsonObject run = startedAndWaiting(warehouse);
            warehouse
                    .operator()
                    .post("/runs/" + run.getString("id") + "/cancel", "{}")
                    .expect(202);
            JsonObject cancelled = warehouse.operator().awaitEnd(run.getString("id"));
            gate.open();

            JsonObject ended = resumeToEnd(warehouse, cancelled);

            assertThat(cancelled.getString("status")).isEqualTo("cancelled");
            assertThat(ended.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("a", "b");
            assertThat(attempts(warehouse, ended)).containsEntry("b", "1 cancelled, 2 succeeded");
        }
    }

    private static JsonObject startedAndWaiting(TestWarehouse warehouse) {
        JsonObject run = warehouse
                .operator()
                .run("{" + warehouse.select() + "}")
                .expect(201)
                .json();
        Awaitility.await("a procedure waits at the gate")
                .atMost(Duration.ofSeconds(60))
                .until(() -> !warehouse.statementsLeft().isEmpty());
        return run;
    }

    @Test
    void a_run_that_was_cancelled_in_the_queue_runs_whole_and_waits_its_turn() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            warehouse.procedure("a", "other", List.of(), Gate.pass(warehouse)).register();
            JsonObject first = startedAndWaiting(warehouse);
            String second = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json()
                    .getString("id");
            warehouse.operator().post("/runs/" + second + "/cancel", "{}").expect(202);
            JsonObject cancelled = warehouse.operator().awaitEnd(second);

            JsonObject queued = resume(warehouse, cancelled, "{}").expect(202).json();
            assertThat(queued.getString("status")).isEqualTo("queued");
            assertThat(queued.getInt("waitingFor")).isEqualTo(first.getInt("number"));
            assertThat(resume(warehouse, cancelled, "{}").expect(409).body()).contains("in the queue");
            gate.open();

            assertThat(warehouse.operator().awaitEnd(second).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("a", "a");
        }
    }

    @Test
    void of_many_who_resume_at_once_one_does() throws Exception {
        try (TestWarehouse warehouse = repair(warehouse())) {
            warehouse.sql("insert into $s.broken values ('b')");
            JsonObject failed = warehouse.run("");
            repair(warehouse);

            List<Integer> answers =
                    AtOnce.call(8, caller -> resume(warehouse, failed, "{}").status());

            assertThat(answers).containsOnlyOnce(202).allMatch(status -> status == 202 || status == 409);
            warehouse.operator().awaitEnd(failed.getString("id"));
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("a", "d", "b", "c");
            assertThat(attempts(warehouse, failed)).containsEntry("b", "1 failed, 2 succeeded");
        }
    }

    @Test
    void a_changed_body_is_named_and_taken_only_with_a_reason() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = warehouse.run("");
            replace(warehouse, "b");
            replace(warehouse, "a");

            JsonObject refused = resume(warehouse, failed, "{}").expect(409).json();
            assertThat(refused.getString("type")).isEqualTo("/problems/plan-changed");
            assertThat(refused.getString("detail")).contains("acceptDrift: true");
            assertThat(refused.getJsonArray("errors")).singleElement().satisfies(error -> assertThat(error.toString())
                    .contains(warehouse.schema() + ".b"));
            assertThat(resume(warehouse, failed, "{\"acceptDrift\": true}")
                            .expect(422)
                            .body())
                    .contains("/reason");
            assertThat(resume(warehouse, failed, "{\"acceptDrift\": true, \"reason\": \"because\"}")
                            .status())
                    .isEqualTo(422);
            assertThat(attempts(warehouse, failed)).containsEntry("b", "1 failed");

            resume(warehouse, failed, "{\"acceptDrift\": true, \"reason\": \"b is repaired now\"}")
                    .expect(202);
            JsonObject ended = warehouse.operator().awaitEnd(failed.getString("id"));

            assertThat(ended.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("a", "d", "new b", "c");
            assertThat(ended.getString("planFingerprint")).isNotEqualTo(failed.getString("planFingerprint"));
            assertThat(warehouse
                            .operator()
                            .get("/runs/" + ended.getString("id") + "/plan")
                            .json()
                            .getString("fingerprint"))
                    .isEqualTo(ended.getString("planFingerprint"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop procedure $s.b()",
                "drop procedure $s.b(); create procedure $s.b(p_day date) language sql as ''",
                "drop procedure $s.b(); create function $s.b() returns void language sql as ''",
            })
    void what_cannot_be_called_as_planned_is_not_accepted_either(String change) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = warehouse.run("");
            warehouse.sql(change);

            JsonObject refused = resume(warehouse, failed, "{\"acceptDrift\": true, \"reason\": \"b is another now\"}")
                    .expect(409)
                    .json();

            assertThat(refused.getString("type")).isEqualTo("/problems/plan-changed");
            assertThat(refused.getString("detail")).contains("make a new run").contains(warehouse.schema() + ".b");
            assertThat(attempts(warehouse, failed)).containsEntry("b", "1 failed");
        }
    }

    @Test
    void a_procedure_that_was_disabled_since_does_not_run() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject failed = warehouse.run("");
            String disabled = warehouse.catalog().replace(".b':\n", ".b':\n    enabled: false\n");
            warehouse.engineer().put("/catalog", "application/yaml", disabled).expect(200);

            assertThat(resume(warehouse, failed, "{\"acceptDrift\": true, \"reason\": \"go on all the same\"}")
                            .expect(409)
                            .body())
                    .contains(warehouse.schema() + ".b is disabled");
        }
    }

    @Test
    void the_timeout_counts_anew_from_the_admission_after_a_resume() throws Exception {
        try (TestWarehouse warehouse = repair(warehouse())) {
            warehouse.sql("insert into $s.broken values ('b')");
            JsonObject failed = warehouse.run(", \"timeout\": \"PT30S\"");
            warehouse.sql("update silversmith.transformation_run set started_at = started_at - interval '1 hour',"
                    + " admitted_at = admitted_at - interval '1 hour' where id = '%s'"
                            .formatted(failed.getString("id")));
            repair(warehouse);
            warehouse.sql("""
                    create or replace procedure $s.c() language plpgsql as $body$
                    begin
                      perform pg_sleep(3); -- the server looks every second for runs whose time is up
                      insert into $s.ledger (name) values ('c');
                    end $body$
                    """);

            resume(warehouse, failed, "{\"acceptDrift\": true, \"reason\": \"c waits for a while\"}")
                    .expect(202);
            JsonObject ended = warehouse.operator().awaitEnd(failed.getString("id"));

            assertThat(ended.getString("status")).as(ended.toString()).isEqualTo("succeeded");
            assertThat(ended.getInt("durationMs")).as("from the first start").isGreaterThan(3_600_000);
        }
    }

    @Test
    void what_is_under_way_or_never_ran_here_is_not_resumed() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            warehouse.procedure("a", "other", List.of(), Gate.pass(warehouse)).register();
            JsonObject run = startedAndWaiting(warehouse);

            assertThat(resume(warehouse, run, "{}").expect(409).body()).contains("is under way");
            gate.open();
            warehouse.operator().awaitEnd(run.getString("id"));
            String imported = Sql.one(warehouse.connection(), String.class, """
                    insert into silversmith.transformation_run
                      (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, finished_at, imported)
                    values (gen_random_uuid(), gen_random_uuid()::text, 'f', 'full', 'per_procedure', 'failed', 1, 'olga', now(), true)
                    returning id::text
                    """);

            assertThat(warehouse
                            .operator()
                            .post("/runs/" + imported + "/resume", "{}")
                            .expect(409)
                            .body())
                    .contains("imported as history");
            assertThat(warehouse.operator().post("/runs/999999999/resume", "{}").status())
                    .isEqualTo(404);
            assertThat(resume(warehouse, run, "{\"force\": true}").expect(422).body())
                    .contains("no such field");
        }
    }

    @Test
    void a_group_that_was_rolled_back_runs_again_as_a_whole() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.group("g", 1, List.of("a", "b")).register();
            JsonObject failed = warehouse.run(", \"transactionScope\": \"per_group\"");
            repair(warehouse);

            JsonObject ended = resumeToEnd(warehouse, failed);

            assertThat(failed.getString("status")).isEqualTo("failed");
            assertThat(ended.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactlyInAnyOrder("d", "a", "b", "c");
            assertThat(attempts(warehouse, ended))
                    .containsEntry("a", "1 rolled_back, 2 succeeded")
                    .containsEntry("b", "1 failed, 2 succeeded")
                    .containsEntry("d", "1 succeeded");
        }
    }
}
