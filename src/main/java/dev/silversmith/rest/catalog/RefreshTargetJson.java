package dev.silversmith.rest.catalog;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.ShowRefreshes.Target;
import dev.silversmith.rest.runs.RefreshJson;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/** Refresh targets as the API shows them. */
final class RefreshTargetJson {

    private RefreshTargetJson() {}

    static JsonObject write(Target target) {
        JsonArrayBuilder links = JSON.createArrayBuilder();
        target.links()
                .forEach((procedure, link) -> links.add(JSON.createObjectBuilder()
                        .add("procedure", procedure.toString())
                        .add("trigger", link.trigger().word())
                        .add("sequence", link.sequence())
                        .add("blocking", link.blocking())));
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("view", target.declared().view().toString())
                .add("concurrently", target.declared().concurrently());
        target.declared()
                .timeout()
                .ifPresentOrElse(
                        timeout -> object.add("timeout", timeout.toString()),
                        () -> object.add("timeout", JsonValue.NULL));
        object.add("lockTimeout", target.declared().lockTimeout().toString())
                .add("enabled", target.declared().enabled())
                .add("links", links);
        target.last()
                .ifPresentOrElse(
                        last -> object.add("lastRefresh", RefreshJson.write(last)),
                        () -> object.add("lastRefresh", JsonValue.NULL));
        return object.build();
    }
}
