package dev.silversmith.rest.metrics;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.ProcedureMetrics.ProcedureDay;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Optional;

/** A day of a procedure as the API shows it. */
final class ProcedureDayJson {

    private ProcedureDayJson() {}

    static JsonObject write(ProcedureDay day) {
        return JSON.createObjectBuilder()
                .add("procedure", day.procedure())
                .add("mode", day.mode())
                .add("day", day.day().toString())
                .add("succeeded", day.succeeded())
                .add("failed", day.failed())
                .add("durationMsSum", day.total().toMillis())
                .add("durationMsP50", milliseconds(day.p50()))
                .add("durationMsP95", milliseconds(day.p95()))
                .add("rowsInserted", day.rowsInserted())
                .add("rowsUpdated", day.rowsUpdated())
                .add("rowsDeleted", day.rowsDeleted())
                .build();
    }

    private static JsonValue milliseconds(Optional<Duration> duration) {
        return duration.<JsonValue>map(some -> Json.createValue(some.toMillis()))
                .orElse(JsonValue.NULL);
    }
}
