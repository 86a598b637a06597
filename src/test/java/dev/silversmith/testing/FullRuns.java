package dev.silversmith.testing;

import dev.silversmith.testing.ApiClient.Answer;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Full runs of everything in a test's schema, and what the second person says of them. */
public final class FullRuns {

    /** YAML of a procedure that may be refreshed in full. */
    public static final String ALLOWED = "    modes: {incremental: true, full: true, allowFullRefresh: true}\n";

    /** Why the runs are wanted. */
    public static final String REASON = "bronze was corrected";

    private final TestWarehouse warehouse;
    private final ApiClient approver;

    public FullRuns(TestWarehouse warehouse, String baseUrl) {
        this.warehouse = warehouse;
        this.approver = new ApiClient(baseUrl, "approver");
    }

    /** A request, confirmed and with a reason; further fields follow a comma. */
    public String body(String more) {
        return "{%s, \"mode\": \"full\", \"fullRefresh\": {\"confirmed\": true, \"reason\": \"%s\"}%s}"
                .formatted(warehouse.select(), REASON, more);
    }

    /** A run that waits for its approval. */
    public JsonObject request() {
        return warehouse.operator().run(body("")).expect(201).json();
    }

    public String requestId() {
        return request().getString("id");
    }

    public Answer approve(String id) {
        return decide(approver, id, "approve");
    }

    public static Answer decide(ApiClient who, String id, String decision) {
        return who.post(
                "/runs/" + id + "/approval",
                "{\"decision\": \"%s\", \"reason\": \"as it was agreed\"}".formatted(decision));
    }

    /** The run as it is now. */
    public JsonObject get(String id) {
        return warehouse.operator().get("/runs/" + id).expect(200).json();
    }

    /** Requests a run, has it approved and waits for its end. */
    public JsonObject runToEnd() {
        String id = requestId();
        approve(id).expect(200);
        return warehouse.operator().awaitEnd(id);
    }

    /** The last attempt's status of each procedure. */
    public Map<String, JsonObject> steps(String id) {
        return warehouse.steps(get(id));
    }

    /** Events of an object in the audit trail, oldest first, as "action by actor". */
    public List<String> audited(String object) throws SQLException {
        return Sql.list(
                warehouse.connection(),
                String.class,
                "select action || ' by ' || actor from silversmith.audit_event where object_id = ? order by seq",
                object);
    }
}
