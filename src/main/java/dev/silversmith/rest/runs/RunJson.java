package dev.silversmith.rest.runs;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.RunView;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Optional;

/** A run as the API shows it. */
public final class RunJson {

    private RunJson() {}

    public static JsonObject write(RunView run) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("id", run.id().toString())
                .add("number", run.number())
                .add("idempotencyKey", run.idempotencyKey())
                .add("mode", run.mode())
                .add("transactionScope", run.transactionScope())
                .add("status", run.status().word())
                .add("trigger", run.trigger())
                .add("select", run.select())
                .add("exclude", run.exclude())
                .add("maxParallel", run.maxParallel())
                .add("onFailure", run.onFailure())
                .add("onOverlap", run.onOverlap());
        text(object, "timeout", run.timeout());
        object.add("dryRun", run.dryRun())
                .add("requestedBy", run.requestedBy())
                .add("requestedAt", run.requestedAt().toString());
        object.add("approval", approval(run.approval()));
        text(object, "resumedBy", run.resumedBy());
        instant(object, "resumedAt", run.resumedAt());
        text(object, "businessDate", run.businessDate());
        number(object, "waitingFor", run.waitingFor());
        instant(object, "startedAt", run.startedAt());
        instant(object, "finishedAt", run.finishedAt());
        number(object, "durationMs", run.durationMs());
        number(object, "rowsAffected", run.rowsAffected());
        object.add("steps", counts(run.steps())).add("refreshes", counts(run.refreshes()));
        text(object, "planFingerprint", run.planFingerprint());
        number(object, "batchExecutionId", run.batchExecutionId());
        text(object, "error", run.error());
        return object.build();
    }

    private static JsonObjectBuilder approval(RunView.Approval approval) {
        JsonObjectBuilder object =
                JSON.createObjectBuilder().add("required", approval.required()).add("confirmed", approval.confirmed());
        text(object, "reason", approval.reason());
        text(object, "askedBy", approval.askedBy());
        text(object, "approver", approval.approver());
        text(object, "decision", approval.decision());
        text(object, "decisionReason", approval.decisionReason());
        instant(object, "decidedAt", approval.decidedAt());
        instant(object, "expiresAt", approval.expiresAt());
        return object;
    }

    private static JsonObjectBuilder counts(RunView.StepCounts counts) {
        return JSON.createObjectBuilder()
                .add("total", counts.total())
                .add("pending", counts.pending())
                .add("running", counts.running())
                .add("succeeded", counts.succeeded())
                .add("failed", counts.failed())
                .add("skipped", counts.skipped())
                .add("rolledBack", counts.rolledBack())
                .add("interrupted", counts.interrupted())
                .add("cancelled", counts.cancelled());
    }

    static void text(JsonObjectBuilder object, String name, Optional<?> value) {
        value.ifPresentOrElse(found -> object.add(name, found.toString()), () -> object.add(name, JsonValue.NULL));
    }

    static void instant(JsonObjectBuilder object, String name, Optional<Instant> value) {
        text(object, name, value);
    }

    static void number(JsonObjectBuilder object, String name, Optional<? extends Number> value) {
        value.ifPresentOrElse(found -> object.add(name, found.longValue()), () -> object.add(name, JsonValue.NULL));
    }
}
