package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.Locale;

/** A plan as it is stored and shown; equal plans give equal text. */
public final class PlanJson {

    private PlanJson() {}

    public static JsonObject write(Plan plan) {
        JsonArrayBuilder stages = JSON.createArrayBuilder();
        plan.stages().forEach(stage -> stages.add(stage(stage)));
        JsonArrayBuilder procedures = JSON.createArrayBuilder();
        plan.procedures().values().forEach(procedure -> procedures.add(PlannedProcedureJson.write(procedure)));
        JsonArrayBuilder refreshes = JSON.createArrayBuilder();
        plan.refreshes().values().forEach(refresh -> refreshes.add(PlannedRefreshJson.write(refresh)));
        return JSON.createObjectBuilder()
                .add("fingerprint", plan.fingerprint())
                .add("mode", plan.mode().word())
                .add("transactionScope", plan.scope().word())
                .add("stages", stages)
                .add("procedures", procedures)
                .add("refreshes", refreshes)
                .add("warnings", strings(plan.warnings()))
                .build();
    }

    /** Reads what {@link #write} has written; the plan is equal to the one that was written. */
    public static Plan read(String text) {
        return PlanReader.read(text);
    }

    private static JsonObjectBuilder stage(Stage stage) {
        JsonArrayBuilder units = JSON.createArrayBuilder();
        stage.units().forEach(unit -> units.add(unit(unit)));
        return JSON.createObjectBuilder()
                .add("number", stage.number())
                .add("kind", word(stage.kind()))
                .add("lanes", stage.lanes())
                .add("units", units);
    }

    private static JsonObjectBuilder unit(Unit unit) {
        return JSON.createObjectBuilder()
                .add("name", unit.name())
                .add("type", word(unit.type()))
                .add("members", names(unit.members()))
                .add("dependsOn", strings(unit.dependsOn()))
                .add("priority", unit.priority())
                .add("expectedMs", unit.expectedMs())
                .add("why", unit.why());
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static JsonArrayBuilder names(Collection<QualifiedName> names) {
        return strings(names.stream().map(QualifiedName::toString).toList());
    }

    static JsonArrayBuilder strings(Collection<String> texts) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        texts.forEach(array::add);
        return array;
    }
}
