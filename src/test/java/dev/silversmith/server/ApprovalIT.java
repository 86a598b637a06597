package dev.silversmith.server;

import static dev.silversmith.testing.FullRuns.decide;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.LibertyConfig;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The second person's word: who may give it, once, in time, and what comes of it. */
@ArquillianTest
class ApprovalIT {

    private static TestWarehouse warehouse() throws SQLException {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.procedure("p", "other", List.of(), "").catalogMore(FullRuns.ALLOWED);
        return warehouse.register();
    }

    private static FullRuns full(TestWarehouse warehouse) {
        return new FullRuns(warehouse, TestServer.baseUrl());
    }

    private static ApiClient as(String user) {
        return new ApiClient(TestServer.baseUrl(), user);
    }

    @Test
    void a_request_that_a_second_person_approves_runs_at_once() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = full(warehouse);
            String id = full.requestId();

            JsonObject approved = full.approve(id).expect(200).json();
            JsonObject ended = warehouse.operator().awaitEnd(id);

            assertThat(approved.getString("status")).isIn("queued", "running", "succeeded");
            assertThat(ended.getString("status")).isEqualTo("succeeded");
            JsonObject approval = ended.getJsonObject("approval");
            assertThat(approval.getString("approver")).isEqualTo("approver");
            assertThat(approval.getString("decision")).isEqualTo("approve");
            assertThat(approval.getString("decisionReason")).isEqualTo("as it was agreed");
            assertThat(approval.isNull("decidedAt")).isFalse();
            assertThat(warehouse.ledger()).containsExactly("p");
        }
    }

    @Test
    void a_rejected_request_is_over_with_all_its_steps() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = full(warehouse);
            String id = full.requestId();

            JsonObject rejected =
                    decide(as("approver"), id, "reject").expect(200).json();

            assertThat(rejected.getString("status")).isEqualTo("rejected");
            assertThat(rejected.isNull("finishedAt")).isFalse();
            JsonObject step = full.steps(id).get("p");
            assertThat(step.getString("status")).isEqualTo("skipped");
            assertThat(step.getString("skippedBecause")).isEqualTo("run_rejected");
            Answer late = full.approve(id).expect(409);
            assertThat(late.json().getString("type")).isEqualTo("/problems/approval-decided");
            assertThat(late.json().getString("detail"))
                    .contains("rejected by approver at "
                            + rejected.getJsonObject("approval").getString("decidedAt"));
            assertThat(warehouse.calls()).isZero();
        }
    }

    /** The operator's user story: a full refresh is asked for, the requester cannot wave it through, somebody else can. */
    static Stream<Object[]> pairs() {
        String requester = LibertyConfig.SPELLINGS.get(0);
        Stream<Object[]> spellings = LibertyConfig.SPELLINGS.stream()
                .map(decider -> new Object[] {requester, decider, decider.equals("jurgen")});
        return Stream.concat(
                spellings,
                Stream.of(
                        new Object[] {"admin", "admin", false},
                        new Object[] {"admin", "approver", true},
                        new Object[] {requester, "admin", true},
                        new Object[] {requester, "approver", true}));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void only_a_second_person_may_decide_in_whatever_spelling_the_first_one_comes_back(
            String requester, String decider, boolean another) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = full(warehouse);
            String id = as(requester).run(full.body("")).expect(201).json().getString("id");

            if (another) {
                decide(as(decider), id, "approve").expect(200);
                assertThat(warehouse.operator().awaitEnd(id).getString("status"))
                        .isEqualTo("succeeded");
            } else {
                for (String decision : List.of("approve", "reject")) {
                    Answer refused = decide(as(decider), id, decision);
                    assertThat(refused.expect(403).json().getString("type")).isEqualTo("/problems/four-eyes");
                }
                assertThat(full.get(id).getString("status")).isEqualTo("pending_approval");
                assertThat(full.audited(id).stream().filter(event -> event.startsWith("run.decision.refuse")))
                        .containsExactly("run.decision.refuse by " + decider, "run.decision.refuse by " + decider);
                assertThat(warehouse.calls()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "engineer", "operator", "auditor", "nobody"})
    void who_has_not_the_role_may_not_decide(String user) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String id = full(warehouse).requestId();

            assertThat(decide(as(user), id, "approve").expect(403).json().getString("type"))
                    .isEqualTo("/problems/forbidden");
            assertThat(full(warehouse).get(id).getString("status")).isEqualTo("pending_approval");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"decision\": null}",
                "{\"decision\": \"Approve\"}",
                "{\"decision\": \"approve \"}",
                "{\"decision\": true}",
                "{\"decision\": [\"approve\"]}",
                "{\"decision\": \"reject\"}",
                "{\"decision\": \"reject\", \"reason\": \"too short\"}",
                "{\"decision\": \"reject\", \"reason\": \"   too short   \"}",
                "{\"decision\": \"approve\", \"approver\": \"approver2\"}",
                "{\"decision\": \"approve\", \"status\": \"succeeded\"}",
                "{\"decision\": \"approve\", \"decidedAt\": \"2020-01-01T00:00:00Z\"}",
                "{\"decision\": \"approve\", \"requestedBy\": \"viewer\"}",
                "{\"decision\": \"approve\", \"approvedFingerprint\": \"x\"}",
                "{\"decision\": \"approve\", \"planFingerprint\": 1}",
                "{\"decision\": \"approve\", \"expiresAt\": \"9999-01-01T00:00:00Z\"}",
                "{\"decision\": \"approve\", \"id\": \"00000000-0000-0000-0000-000000000000\"}"
            })
    void a_body_that_says_anything_but_a_decision_and_its_reason_is_refused(String body) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String id = full(warehouse).requestId();

            Answer answer = as("approver").post("/runs/" + id + "/approval", body);

            assertThat(answer.expect(422).json().getString("type")).isEqualTo("/problems/invalid-request");
            JsonObject run = full(warehouse).get(id);
            assertThat(run.getString("status")).isEqualTo("pending_approval");
            assertThat(run.getJsonObject("approval").isNull("approver")).isTrue();
        }
    }

    @Test
    void approving_twice_decides_once_and_says_who_did() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = full(warehouse);
            String id = full.requestId();
            full.approve(id).expect(200);
            warehouse.operator().awaitEnd(id);

            Answer again = decide(as("admin"), id, "approve");
            Answer reject = decide(as("admin"), id, "reject");

            for (Answer answer : List.of(again, reject)) {
                assertThat(answer.expect(409).json().getString("detail"))
                        .contains("approved by approver at ", "is succeeded");
                assertThat(answer.json().getString("runId")).isEqualTo(id);
            }
            assertThat(warehouse.ledger()).containsExactly("p");
        }
    }

    @Test
    void a_request_that_was_withdrawn_cannot_be_approved_any_more() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = full(warehouse);
            String id = full.requestId();
            warehouse.operator().post("/runs/" + id + "/cancel", "").expect(202);

            assertThat(full.approve(id).expect(409).json().getString("detail"))
                    .contains("withdrawn by operator at ", "is cancelled");
            assertThat(full.steps(id).get("p").getString("status")).isEqualTo("cancelled");
            assertThat(warehouse.calls()).isZero();
        }
    }

    @Test
    void an_incremental_run_and_one_that_does_not_exist_have_nothing_to_decide() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String id = warehouse.run("").getString("id");

            assertThat(decide(as("approver"), id, "approve").expect(409).json().getString("detail"))
                    .contains("needs no approval");
            decide(as("approver"), "00000000-0000-0000-0000-000000000000", "approve")
                    .expect(404);
        }
    }

    /** Sets the time of a run that waits, past every guard. */
    private static void timeIsUp(String id) throws SQLException {
        try (Connection table = TestServer.database().pastTriggers()) {
            Sql.update(
                    table,
                    "update silversmith.transformation_run set expires_at = clock_timestamp() where id = ?::uuid",
                    id);
        }
    }

    @Test
    void a_request_that_nobody_decides_on_expires_by_itself_with_its_steps() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            FullRuns full = full(warehouse);
            String id = full.requestId();

            timeIsUp(id);

            JsonObject expired = warehouse.operator().awaitEnd(id);
            assertThat(expired.getString("status")).isEqualTo("expired");
            assertThat(expired.getString("error")).contains("nobody decided");
            JsonObject step = full.steps(id).get("p");
            assertThat(step.getString("status")).isEqualTo("skipped");
            assertThat(step.getString("skippedBecause")).isEqualTo("run_expired");
            assertThat(full.approve(id).expect(409).json().getString("detail")).contains("is expired");
        }
    }

    @Test
    void an_approved_run_that_is_not_started_in_time_expires() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                dev.silversmith.testing.Gate gate = dev.silversmith.testing.Gate.of(TestServer.database(), warehouse)) {
            warehouse.sql("create or replace procedure $s.p() language plpgsql as $$ begin %s end $$"
                    .formatted(dev.silversmith.testing.Gate.pass(warehouse)));
            FullRuns full = full(warehouse);
            String before = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json()
                    .getString("id");
            String id = full.requestId();
            assertThat(full.approve(id).expect(200).json().getString("status")).isEqualTo("queued");

            timeIsUp(id);

            JsonObject expired = warehouse.operator().awaitEnd(id);
            assertThat(expired.getString("status")).isEqualTo("expired");
            assertThat(expired.getString("error")).contains("its approval covered a start until");
            gate.open();
            assertThat(warehouse.operator().awaitEnd(before).getString("status"))
                    .isEqualTo("succeeded");
        }
    }

    @Test
    void the_queue_goes_on_behind_a_full_run_that_waits() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            full(warehouse).requestId();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> warehouse.run("").getString("status").equals("succeeded"));
        }
    }
}
