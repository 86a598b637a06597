package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.Maintenance;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.Watermark.Bound;
import dev.silversmith.core.catalog.WatermarkType;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What surrounds a call, as part of a planned procedure; what is not there has its default. */
final class ExecutionJson {

    private ExecutionJson() {}

    static void write(Execution execution, JsonObjectBuilder object) {
        object.add("searchPath", PlanJson.strings(execution.searchPath()))
                .add("lockTimeout", execution.lockTimeout().toString());
        execution.timeout().ifPresent(timeout -> object.add("timeout", timeout.toString()));
        execution.watermark().ifPresent(watermark -> object.add("watermark", watermark(watermark)));
        execution.rowsOut().ifPresent(argument -> object.add("rowsOut", argument));
        execution.expect().ifPresent(expect -> {
            JsonObjectBuilder expected = JSON.createObjectBuilder();
            expect.minRows().ifPresent(rows -> expected.add("minRows", rows));
            expect.query().ifPresent(query -> expected.add("query", query));
            object.add("expect", expected);
        });
        if (execution.transaction().isOwn()) {
            object.add("transaction", execution.transaction().word()).add("atLeastOnce", true);
        }
        if (!execution.afterSuccess().isEmpty()) {
            object.add(
                    "afterSuccess",
                    PlanJson.strings(execution.afterSuccess().stream()
                            .map(Maintenance::toString)
                            .toList()));
        }
    }

    private static JsonObjectBuilder watermark(Watermark watermark) {
        JsonObjectBuilder object =
                JSON.createObjectBuilder().add("type", watermark.type().word());
        watermark.initial().ifPresent(value -> object.add("initial", value));
        watermark.upperBound().ifPresent(query -> object.add("upperBound", query));
        watermark.out().ifPresent(argument -> object.add("out", argument));
        watermark.lookback().ifPresent(distance -> object.add("lookback", distance));
        return object.add("lower", watermark.lower().word())
                .add("upper", watermark.upper().word());
    }

    static Execution read(JsonObject object) {
        JsonArray after =
                object.containsKey("afterSuccess") ? object.getJsonArray("afterSuccess") : JsonValue.EMPTY_JSON_ARRAY;
        List<Maintenance> afterSuccess =
                PlanReader.strings(after).stream().map(Maintenance::parse).toList();
        return new Execution(
                PlanReader.strings(object.getJsonArray("searchPath")),
                text(object, "timeout").map(Duration::parse),
                Duration.parse(object.getString("lockTimeout")),
                Optional.ofNullable(object.getJsonObject("watermark")).map(ExecutionJson::readWatermark),
                text(object, "rowsOut"),
                Optional.ofNullable(object.getJsonObject("expect")).map(ExecutionJson::readExpectation),
                afterSuccess,
                text(object, "transaction").map(Transaction::ofWord).orElse(Transaction.MANAGED));
    }

    private static Watermark readWatermark(JsonObject object) {
        return new Watermark(
                WatermarkType.ofWord(object.getString("type")).orElseThrow(),
                text(object, "initial"),
                text(object, "upperBound"),
                text(object, "out"),
                text(object, "lookback"),
                Bound.valueOf(PlannedProcedureJson.constant(object, "lower")),
                Bound.valueOf(PlannedProcedureJson.constant(object, "upper")));
    }

    private static Expectation readExpectation(JsonObject object) {
        Optional<Integer> minRows =
                object.containsKey("minRows") ? Optional.of(object.getInt("minRows")) : Optional.empty();
        return new Expectation(minRows, text(object, "query"));
    }

    static Optional<String> text(JsonObject object, String key) {
        return Optional.ofNullable(object.getString(key, null));
    }
}
