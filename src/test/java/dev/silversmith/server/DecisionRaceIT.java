package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.AtOnce;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Two approvers, one who withdraws, and the end of the time at one instant, through the API of the server. */
@ArquillianTest
class DecisionRaceIT {

    private static final int ROUNDS = 200;

    private final ApiClient approver = new ApiClient(TestServer.baseUrl(), "approver");
    private final ApiClient admin = new ApiClient(TestServer.baseUrl(), "admin");

    @Test
    void of_two_approvers_a_canceller_and_the_expiry_exactly_one_comes_first_in_200_rounds() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
                Connection table = TestServer.database().pastTriggers()) {
            warehouse
                    .procedure("p", "other", List.of(), "")
                    .catalogMore(FullRuns.ALLOWED)
                    .register();
            FullRuns full = new FullRuns(warehouse, TestServer.baseUrl());
            Map<String, Integer> ends = new HashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                String id = full.requestId();
                int late = round % 4;
                List<Answer> answers = AtOnce.call(4, caller -> race(warehouse, table, id, (caller + late) % 4));
                String end = warehouse.operator().awaitEnd(id).getString("status");
                ends.merge(end, 1, Integer::sum);
                assertOneDecision(warehouse, full, id, answers);
            }
            assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(ROUNDS);
            assertThat(warehouse.ledger()).hasSize(ends.getOrDefault("succeeded", 0));
            assertThat(ends.keySet()).isSubsetOf(Set.of("succeeded", "rejected", "cancelled", "expired", "failed"));
            assertThat(ends).as("nobody always comes first").hasSizeGreaterThan(2);
        }
    }

    private Answer race(TestWarehouse warehouse, Connection table, String id, int part) {
        return switch (part) {
            case 0 -> FullRuns.decide(approver, id, "approve");
            case 1 -> FullRuns.decide(admin, id, "reject");
            case 2 -> warehouse.operator().post("/runs/" + id + "/cancel", "");
            default -> timeIsUp(warehouse, table, id);
        };
    }

    /** The time of the request ends now, whatever it was; the supervisor of the server, or whoever decides, finds that. */
    private static Answer timeIsUp(TestWarehouse warehouse, Connection table, String id) {
        // As long a way as the others have, so that it is not always the first.
        warehouse.operator().get("/runs/" + id).expect(200);
        try {
            Sql.update(
                    table,
                    "update silversmith.transformation_run set expires_at = clock_timestamp() where id = ?::uuid and status = 'pending_approval'",
                    id);
            return null;
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static void assertOneDecision(TestWarehouse warehouse, FullRuns full, String id, List<Answer> answers)
            throws SQLException {
        JsonObject run = full.get(id);
        JsonObject approval = run.getJsonObject("approval");
        String status = run.getString("status");
        long decided = answers.stream()
                .filter(answer -> answer != null && answer.status() == 200)
                .count();
        assertThat(answers).allSatisfy(answer -> assertThat(answer == null ? 200 : answer.status())
                .isIn(200, 202, 409));
        assertThat(decided).as("decisions of " + run).isEqualTo(approval.isNull("decision") ? 0 : 1);
        String step = full.steps(id).get("p").getString("status");
        switch (status) {
            case "succeeded" -> assertThat(step).isEqualTo("succeeded");
            case "rejected", "expired" -> assertThat(step).isEqualTo("skipped");
            default -> assertThat(step).isIn("cancelled", "skipped");
        }
        if (status.equals("rejected")) {
            assertThat(approval.getString("decision")).isEqualTo("reject");
        }
        if (status.equals("succeeded")) {
            assertThat(approval.getString("decision")).isEqualTo("approve");
        }
        assertThat(Sql.list(
                        warehouse.connection(),
                        String.class,
                        "select action from silversmith.audit_event where object_id = ? and before ->> 'status' = 'pending_approval'",
                        id))
                .as("what ended the waiting of " + run)
                .hasSize(1)
                .first()
                .asString()
                .isIn(
                        switch (approval.getString("decision", "none")) {
                            case "approve" -> Set.of("run.approve");
                            case "reject" -> Set.of("run.reject");
                            default -> Set.of("run.cancel", "run.expire");
                        });
        assertThat(Sql.one(
                        warehouse.connection(),
                        Boolean.class,
                        "select finished_at is not null from silversmith.transformation_run where id = ?::uuid",
                        id))
                .isTrue();
    }
}
