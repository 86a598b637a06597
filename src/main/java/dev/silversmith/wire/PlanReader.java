package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads stored plans. */
final class PlanReader {

    private PlanReader() {}

    static Plan read(String text) {
        try (var reader = JSON.createReader(new StringReader(text))) {
            return plan(reader.readObject());
        }
    }

    private static Plan plan(JsonObject object) {
        SortedMap<QualifiedName, PlannedProcedure> procedures = new TreeMap<>();
        for (JsonObject procedure : object.getJsonArray("procedures").getValuesAs(JsonObject.class)) {
            PlannedProcedure planned = PlannedProcedureJson.read(procedure);
            procedures.put(planned.name(), planned);
        }
        return new Plan(
                object.getString("fingerprint"),
                Mode.valueOf(PlannedProcedureJson.constant(object, "mode")),
                TransactionScope.valueOf(PlannedProcedureJson.constant(object, "transactionScope")),
                object.getJsonArray("stages").getValuesAs(PlanReader::stage),
                procedures,
                refreshes(object),
                strings(object.getJsonArray("warnings")));
    }

    /** Plans of earlier versions have none. */
    private static SortedMap<QualifiedName, PlannedRefresh> refreshes(JsonObject object) {
        SortedMap<QualifiedName, PlannedRefresh> refreshes = new TreeMap<>();
        if (object.containsKey("refreshes")) {
            for (JsonObject refresh : object.getJsonArray("refreshes").getValuesAs(JsonObject.class)) {
                PlannedRefresh planned = PlannedRefreshJson.read(refresh);
                refreshes.put(planned.view(), planned);
            }
        }
        return refreshes;
    }

    private static Stage stage(JsonObject object) {
        return new Stage(
                object.getInt("number"),
                Stage.Kind.valueOf(PlannedProcedureJson.constant(object, "kind")),
                object.getInt("lanes"),
                object.getJsonArray("units").getValuesAs(PlanReader::unit));
    }

    private static Unit unit(JsonObject object) {
        return new Unit(
                object.getString("name"),
                Unit.Type.valueOf(PlannedProcedureJson.constant(object, "type")),
                names(object.getJsonArray("members")),
                strings(object.getJsonArray("dependsOn")),
                object.getJsonNumber("priority").longValue(),
                object.getJsonNumber("expectedMs").longValue(),
                object.getString("why"));
    }

    static List<QualifiedName> names(JsonArray array) {
        return strings(array).stream().map(QualifiedName::parse).toList();
    }

    static List<String> strings(JsonArray array) {
        return array.getValuesAs(JsonString::getString);
    }
}
