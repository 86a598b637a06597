package dev.silversmith.rest.runs;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.ShowImpact.RunImpact;
import dev.silversmith.app.port.ImpactQueries.Conflict;
import dev.silversmith.core.plan.Impact;
import dev.silversmith.core.plan.Impact.LastFull;
import dev.silversmith.core.plan.Impact.OfProcedure;
import dev.silversmith.core.plan.Impact.OfRefresh;
import dev.silversmith.core.plan.Impact.Totals;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.wire.ProblemJson;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The impact of a run as the API shows it. */
final class ImpactJson {

    private ImpactJson() {}

    static JsonObject write(RunImpact run) {
        Impact impact = run.impact();
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("runId", run.run().id().toString())
                .add("number", run.run().number());
        RunJson.text(object, "planFingerprint", run.run().planFingerprint());
        return object.add("procedures", list(impact.procedures(), one -> procedure(one, run.rowsNow())))
                .add("dependants", dependants(impact.dependants()))
                .add("refreshes", list(impact.refreshes(), ImpactJson::refresh))
                .add("conflicts", list(run.conflicts(), ImpactJson::conflict))
                .add("totals", totals(impact.totals()))
                .add("changes", ProblemJson.errors(run.changes()))
                .build();
    }

    private static JsonObjectBuilder procedure(OfProcedure one, Map<QualifiedName, Long> rowsNow) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("procedure", one.procedure().toString())
                .add("kind", one.kind().word());
        one.lastFull()
                .ifPresentOrElse(
                        last -> object.add("lastFull", last(last)), () -> object.add("lastFull", JsonValue.NULL));
        RunJson.number(object, "rowsNow", Optional.ofNullable(rowsNow.get(one.procedure())));
        return object.add("dependants", one.dependants().total())
                .add("dependantNames", names(one.dependants().names()));
    }

    private static JsonObjectBuilder last(LastFull last) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("runId", last.runId().toString())
                .add("runNumber", last.runNumber())
                .add("finishedAt", last.finishedAt().toString());
        RunJson.number(object, "durationMs", last.durationMs());
        RunJson.number(object, "rowsAffected", last.rowsAffected());
        return object;
    }

    private static JsonObjectBuilder dependants(Impact.Dependants dependants) {
        return JSON.createObjectBuilder().add("total", dependants.total()).add("names", names(dependants.names()));
    }

    private static JsonObjectBuilder refresh(OfRefresh refresh) {
        return JSON.createObjectBuilder()
                .add("view", refresh.view().toString())
                .add("after", names(refresh.after()))
                .add("trigger", refresh.trigger().word());
    }

    private static JsonObjectBuilder conflict(Conflict conflict) {
        return JSON.createObjectBuilder()
                .add("runId", conflict.runId().toString())
                .add("number", conflict.number())
                .add("status", conflict.status().word())
                .add("procedures", names(conflict.procedures()))
                .add("count", conflict.count());
    }

    private static JsonObjectBuilder totals(Totals totals) {
        return JSON.createObjectBuilder()
                .add("procedures", totals.procedures())
                .add("expectedMs", totals.expectedMs())
                .add("criticalPathMs", totals.criticalPathMs())
                .add("rows", totals.rows())
                .add("unknown", totals.unknown());
    }

    private static JsonArrayBuilder names(Collection<QualifiedName> names) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        names.forEach(name -> array.add(name.toString()));
        return array;
    }

    private static <T> JsonArrayBuilder list(Collection<T> items, Function<T, JsonObjectBuilder> writer) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        items.forEach(item -> array.add(writer.apply(item)));
        return array;
    }
}
