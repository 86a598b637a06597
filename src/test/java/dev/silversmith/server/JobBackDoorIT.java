package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** The batch runtime's own operator: who starts or restarts a run's job past Silversmith starts nothing and changes nothing. */
@ArquillianTest
class JobBackDoorIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    private static TestWarehouse warehouse(String body) throws SQLException {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.procedure("p", "other", List.of(), body).catalogMore(FullRuns.ALLOWED);
        return warehouse.register();
    }

    /** Calls the door; the answer's last word is how the job ended, or why there is none. */
    private static String door(String query, String job) {
        Answer answer = new ApiClient(TestServer.baseUrl(), "admin").post("/job-door?" + query, job);
        return answer.expect(200).body();
    }

    private static Map<String, Object> row(TestWarehouse warehouse, String id) throws SQLException {
        return Sql.row(
                warehouse.connection(),
                "select r.*, (select jsonb_agg(s order by s.id) from silversmith.transformation_step s where s.run_id = r.id)::text as steps"
                        + " from silversmith.transformation_run r where r.id = ?::uuid",
                id);
    }

    private static void startsNothing(TestWarehouse warehouse, String id) throws Exception {
        Map<String, Object> before = row(warehouse, id);
        long calls = warehouse.calls();

        String answer = door("run=" + id, (String) before.get("job_xml"));

        assertThat(answer).matches("[0-9]+ (COMPLETED|FAILED)");
        assertThat(row(warehouse, id)).isEqualTo(before);
        assertThat(warehouse.calls()).isEqualTo(calls);
    }

    @Test
    void the_job_of_a_full_run_that_waits_is_rejected_or_is_over_does_nothing() throws Exception {
        try (TestWarehouse warehouse = warehouse("")) {
            FullRuns full = new FullRuns(warehouse, TestServer.baseUrl());
            String pending = full.requestId();
            startsNothing(warehouse, pending);

            FullRuns.decide(new ApiClient(TestServer.baseUrl(), "approver"), pending, "reject")
                    .expect(200);
            startsNothing(warehouse, pending);

            String finished = full.runToEnd().getString("id");
            startsNothing(warehouse, finished);
        }
    }

    @Test
    void the_job_of_a_full_run_that_failed_cannot_be_restarted_past_its_resume() throws Exception {
        try (TestWarehouse warehouse = warehouse("raise exception 'broken';")) {
            String id = new FullRuns(warehouse, TestServer.baseUrl()).runToEnd().getString("id");
            Map<String, Object> before = row(warehouse, id);
            long calls = warehouse.calls();
            assertThat(before).containsEntry("status", "failed");

            String answer = door("restart=" + before.get("batch_execution_id"), "");

            assertThat(answer).matches("[0-9]+ (COMPLETED|FAILED)|Job[A-Za-z]+Exception");
            assertThat(row(warehouse, id)).isEqualTo(before);
            assertThat(warehouse.calls()).isEqualTo(calls);
        }
    }

    @Test
    void a_run_whose_job_the_batch_runtime_has_stopped_goes_on_in_another_execution() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
                Gate gate = Gate.of(TestServer.database(), warehouse)) {
            warehouse
                    .procedure("a", "other", List.of(), "")
                    .procedure("b", "other", List.of("a"), Gate.pass(warehouse))
                    .procedure("c", "other", List.of("b"), "")
                    .register();
            String id = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json()
                    .getString("id");
            Awaitility.await().atMost(LONG).until(() -> warehouse.calls() == 2);
            Object first = row(warehouse, id).get("batch_execution_id");

            assertThat(door("stop=" + first, "")).matches(first + " (STOPPED|FAILED)");
            gate.open();

            assertThat(warehouse.operator().awaitEnd(id).getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("a", "b", "c");
            assertThat(row(warehouse, id).get("batch_execution_id")).isNotEqualTo(first);
            assertThat(Sql.list(
                            warehouse.connection(),
                            String.class,
                            "select p.procedure_name || ' ' || s.attempt_no || ' ' || s.status from silversmith.transformation_step s"
                                    + " join silversmith.transformation_procedure p on p.id = s.procedure_id"
                                    + " where s.run_id = ?::uuid order by 1",
                            id))
                    .containsExactly("a 1 succeeded", "b 1 interrupted", "b 2 succeeded", "c 1 succeeded");
        }
    }
}
