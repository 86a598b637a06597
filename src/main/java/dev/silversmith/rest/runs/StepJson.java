package dev.silversmith.rest.runs;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.LogLine;
import dev.silversmith.app.port.RunLog.RunLogLine;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepView;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Optional;

/** Steps and log lines as the API shows them. */
public final class StepJson {

    private StepJson() {}

    /**
     * Writes an attempt.
     *
     * @param blocker who holds the lock for which it waits; empty if it does not wait
     */
    static JsonObject write(StepView step, Optional<Blocker> blocker) {
        JsonObjectBuilder object = head(step);
        object.add("tables", tables(step));
        object.add("parameters", parameters(step));
        object.add("dependencySnapshot", dependencies(step));
        RunJson.text(object, "sql", step.sql());
        RunJson.text(object, "watermarkBefore", step.watermarkBefore());
        RunJson.text(object, "watermarkAfter", step.watermarkAfter());
        object.add("warnings", step.warnings());
        RunJson.text(object, "skippedBecause", step.skippedBecause());
        blocker.ifPresentOrElse(
                found -> object.add("blockedBy", blocker(found)), () -> object.add("blockedBy", JsonValue.NULL));
        step.error()
                .ifPresentOrElse(error -> object.add("error", error(error)), () -> object.add("error", JsonValue.NULL));
        return object.build();
    }

    /** Writes of an attempt what changes while it is under way; what may be long is left out. */
    public static JsonObject brief(StepView step) {
        JsonObjectBuilder object = head(step).add("warnings", step.warnings());
        RunJson.text(object, "skippedBecause", step.skippedBecause());
        step.error()
                .ifPresentOrElse(error -> object.add("error", error(error)), () -> object.add("error", JsonValue.NULL));
        return object.build();
    }

    private static JsonObjectBuilder head(StepView step) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("id", step.id().toString())
                .add("runId", step.runId().toString())
                .add("procedure", step.procedure())
                .add("kind", step.kind())
                .add("unit", step.unit())
                .add("transaction", step.transaction().word())
                .add("atLeastOnce", step.transaction().isOwn())
                .add("stage", step.stage())
                .add("attemptNo", step.attemptNo())
                .add("status", step.status().word());
        RunJson.number(object, "lane", step.lane());
        RunJson.instant(object, "notBefore", step.notBefore());
        RunJson.instant(object, "startedAt", step.startedAt());
        RunJson.instant(object, "finishedAt", step.finishedAt());
        RunJson.number(object, "durationMs", step.durationMs());
        RunJson.number(object, "rowsAffected", step.rowsAffected());
        RunJson.number(object, "rowsInserted", step.rowsInserted());
        RunJson.number(object, "rowsUpdated", step.rowsUpdated());
        RunJson.number(object, "rowsDeleted", step.rowsDeleted());
        RunJson.number(object, "rowsReported", step.rowsReported());
        return object;
    }

    static JsonObjectBuilder blocker(Blocker blocker) {
        JsonObjectBuilder object = JSON.createObjectBuilder().add("pid", blocker.pid());
        RunJson.text(object, "user", blocker.user());
        RunJson.text(object, "query", blocker.query());
        RunJson.instant(object, "since", blocker.since());
        return object;
    }

    private static JsonArrayBuilder tables(StepView step) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        step.tables()
                .forEach(table -> array.add(JSON.createObjectBuilder()
                        .add("table", table.table())
                        .add("read", table.read())
                        .add("inserted", table.inserted())
                        .add("updated", table.updated())
                        .add("deleted", table.deleted())
                        .add("truncated", table.truncated())));
        return array;
    }

    private static JsonArrayBuilder parameters(StepView step) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        step.parameters().forEach(parameter -> {
            JsonObjectBuilder object = JSON.createObjectBuilder().add("name", parameter.name());
            RunJson.text(object, "value", Optional.ofNullable(parameter.value()));
            array.add(object.add("source", parameter.source()));
        });
        return array;
    }

    private static JsonArrayBuilder dependencies(StepView step) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        step.dependencySnapshot().forEach(parent -> {
            JsonObjectBuilder object = JSON.createObjectBuilder()
                    .add("procedure", parent.procedure())
                    .add("status", parent.status());
            RunJson.instant(object, "finishedAt", parent.finishedAt());
            array.add(object);
        });
        return array;
    }

    static JsonObjectBuilder error(StepError error) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        RunJson.text(object, "sqlState", error.sqlState());
        object.add("message", error.message());
        RunJson.text(object, "detail", error.detail());
        RunJson.text(object, "hint", error.hint());
        RunJson.text(object, "context", error.context());
        RunJson.number(object, "position", error.position());
        return object.add("retryable", error.retryable());
    }

    public static JsonObject write(LogLine line) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("line", line.line())
                .add("ts", line.ts().toString())
                .add("level", line.level())
                .add("event", line.event())
                .add("message", line.message());
        line.payload()
                .ifPresentOrElse(
                        text -> object.add("payload", read(text)), () -> object.add("payload", JsonValue.NULL));
        return object.build();
    }

    /** A line of a run's log: as in its step's log, with the attempt that it belongs to. */
    static JsonObject write(RunLogLine line) {
        return JSON.createObjectBuilder(write(line.line()))
                .add("stepId", line.step().toString())
                .add("procedure", line.procedure())
                .add("attemptNo", line.attemptNo())
                .build();
    }

    private static JsonObject read(String text) {
        try (var reader = JSON.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
