package dev.silversmith.db;

import dev.silversmith.testing.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;

/** A row of transformation_run under construction: an approved full run by default, so that a test says only what is different. */
final class RunRow {

    private final UUID id = Ledger.newId();
    private final Map<String, Object> columns = new LinkedHashMap<>();

    private RunRow() {
        columns.put("id", id);
        columns.put("idempotency_key", id.toString());
        columns.put("request_fingerprint", "fingerprint");
        columns.put("transaction_scope", "per_procedure");
        columns.put("max_parallel", 4);
        columns.put("requested_by", "alice");
    }

    static RunRow anApprovedFullRun() {
        return new RunRow()
                .with("mode", "full")
                .with("status", "queued")
                .with("confirmed", true)
                .with("reason", "rebuild after a correction")
                .with("approver", "bob")
                .with("decision", "approve")
                .with("approval_asked_by", "alice")
                .with("plan_fingerprint", "plan")
                .with("approved_fingerprint", "plan");
    }

    static RunRow anIncrementalRun() {
        return new RunRow().with("mode", "incremental").with("status", "queued");
    }

    RunRow with(String column, Object value) {
        columns.put(column, value);
        return this;
    }

    /** The status, with the times that the table demands of it. */
    RunRow in(String status) {
        boolean started = !status.equals("pending_approval") && !status.equals("queued");
        boolean ended = started && !status.equals("running") && !status.equals("cancelling");
        return with("status", status)
                .with("started_at", started ? "now" : null)
                .with("finished_at", ended ? "now" : null);
    }

    UUID insert(Connection connection) throws SQLException {
        StringJoiner names = new StringJoiner(", ");
        StringJoiner marks = new StringJoiner(", ");
        for (String column : columns.keySet()) {
            names.add(column);
            marks.add(column.endsWith("_at") ? "?::timestamptz" : "?");
        }
        Sql.update(
                connection,
                "insert into silversmith.transformation_run (" + names + ") values (" + marks + ")",
                columns.values().toArray());
        return id;
    }
}
