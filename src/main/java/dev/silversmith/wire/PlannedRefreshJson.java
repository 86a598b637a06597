package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.SortedMap;
import java.util.TreeMap;

/** A refresh of a plan, with what each linked procedure wants of it. */
final class PlannedRefreshJson {

    private PlannedRefreshJson() {}

    static JsonObjectBuilder write(PlannedRefresh refresh) {
        JsonArrayBuilder links = JSON.createArrayBuilder();
        refresh.links()
                .forEach((procedure, link) -> links.add(JSON.createObjectBuilder()
                        .add("procedure", procedure.toString())
                        .add("trigger", link.trigger().word())
                        .add("blocking", link.blocking())));
        return JSON.createObjectBuilder()
                .add("view", refresh.view().toString())
                .add("concurrently", refresh.concurrently())
                .add("links", links);
    }

    static PlannedRefresh read(JsonObject object) {
        SortedMap<QualifiedName, PlannedRefresh.Link> links = new TreeMap<>();
        for (JsonObject link : object.getJsonArray("links").getValuesAs(JsonObject.class)) {
            links.put(
                    QualifiedName.parse(link.getString("procedure")),
                    new PlannedRefresh.Link(
                            RefreshLink.Trigger.valueOf(PlannedProcedureJson.constant(link, "trigger")),
                            link.getBoolean("blocking")));
        }
        return new PlannedRefresh(
                QualifiedName.parse(object.getString("view")), object.getBoolean("concurrently"), links);
    }
}
