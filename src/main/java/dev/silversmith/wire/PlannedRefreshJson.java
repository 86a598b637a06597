package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("view", refresh.view().toString())
                .add("concurrently", refresh.concurrently());
        refresh.timeout().ifPresent(timeout -> object.add("timeout", timeout.toString()));
        object.add("lockTimeout", refresh.lockTimeout().toString()).add("links", links);
        if (!refresh.reads().isEmpty()) {
            JsonArrayBuilder reads = JSON.createArrayBuilder();
            refresh.reads().forEach(view -> reads.add(view.toString()));
            object.add("reads", reads);
        }
        return object;
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
                QualifiedName.parse(object.getString("view")),
                object.getBoolean("concurrently"),
                Optional.ofNullable(object.getString("timeout", null)).map(Duration::parse),
                Duration.parse(object.getString("lockTimeout", Execution.DEFAULT_LOCK_TIMEOUT.toString())),
                reads(object),
                links);
    }

    private static SortedSet<QualifiedName> reads(JsonObject object) {
        SortedSet<QualifiedName> reads = new TreeSet<>();
        Optional.ofNullable(object.getJsonArray("reads")).ifPresent(views -> views.getValuesAs(JsonString::getString)
                .forEach(view -> reads.add(QualifiedName.parse(view))));
        return reads;
    }
}
