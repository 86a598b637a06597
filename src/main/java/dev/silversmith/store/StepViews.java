package dev.silversmith.store;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepView;
import dev.silversmith.app.port.StepView.BoundParameter;
import dev.silversmith.app.port.StepView.Parent;
import dev.silversmith.app.port.StepView.TableRows;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes what is shown of attempts out of their rows. */
final class StepViews {

    private StepViews() {}

    static StepView of(StepRow row, long runNumber, QualifiedName procedure) {
        return new StepView(
                row.id,
                row.runId,
                runNumber,
                procedure.toString(),
                row.kind,
                row.unit,
                Transaction.ofWord(row.transaction),
                row.stage,
                row.attemptNo,
                StepStatus.ofWord(row.status),
                Optional.ofNullable(row.lane),
                Optional.ofNullable(row.notBefore),
                Optional.ofNullable(row.startedAt),
                Optional.ofNullable(row.finishedAt),
                Optional.ofNullable(row.durationMs),
                Optional.ofNullable(row.rowsAffected),
                Optional.ofNullable(row.rowsInserted),
                Optional.ofNullable(row.rowsUpdated),
                Optional.ofNullable(row.rowsDeleted),
                Optional.ofNullable(row.rowsReported),
                each(row.tableStats, StepViews::table),
                each(row.parameters, StepViews::parameter),
                each(row.dependencySnapshot, StepViews::parent),
                Optional.ofNullable(row.sqlExecuted),
                Optional.ofNullable(row.watermarkBefore),
                Optional.ofNullable(row.watermarkAfter),
                row.warningCount,
                Optional.ofNullable(row.skippedBecause),
                error(row));
    }

    private static Optional<StepError> error(StepRow row) {
        if (row.errorMessage == null) {
            return Optional.empty();
        }
        return Optional.of(new StepError(
                Optional.ofNullable(row.sqlState),
                row.errorMessage,
                Optional.ofNullable(row.errorDetail),
                Optional.ofNullable(row.errorHint),
                Optional.ofNullable(row.errorContext),
                Optional.ofNullable(row.errorPosition),
                Boolean.TRUE.equals(row.retryable)));
    }

    private static TableRows table(JsonObject json) {
        return new TableRows(
                json.getString("table"),
                json.getBoolean("read", false),
                count(json, "inserted"),
                count(json, "updated"),
                count(json, "deleted"),
                json.getBoolean("truncated", false));
    }

    private static long count(JsonObject json, String name) {
        return json.getJsonNumber(name).longValueExact();
    }

    private static BoundParameter parameter(JsonObject json) {
        return new BoundParameter(json.getString("name"), text(json, "value").orElse(null), json.getString("source"));
    }

    private static Parent parent(JsonObject json) {
        Optional<Instant> finishedAt =
                text(json, "finishedAt").map(time -> OffsetDateTime.parse(time).toInstant());
        return new Parent(json.getString("procedure"), json.getString("status"), finishedAt);
    }

    private static Optional<String> text(JsonObject json, String name) {
        return json.isNull(name) ? Optional.empty() : Optional.of(json.getString(name));
    }

    private static <T> List<T> each(String array, Function<JsonObject, T> reading) {
        if (array == null) {
            return List.of();
        }
        try (JsonReader reader = JSON.createReader(new StringReader(array))) {
            return reader.readArray().getValuesAs(JsonObject.class).stream()
                    .map(reading)
                    .toList();
        }
    }
}
