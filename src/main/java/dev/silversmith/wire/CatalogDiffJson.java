package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.catalog.CatalogDiff;
import dev.silversmith.core.catalog.CatalogDiff.Change;
import dev.silversmith.core.catalog.CatalogDiff.Part;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;

/** What an edit of the catalog changes, as it is shown and kept in the audit trail. */
public final class CatalogDiffJson {

    private CatalogDiffJson() {}

    /** {@code {procedures: {added, changed, removed, unchanged}, groups: {...}, refreshTargets: {...}}}; a change is {@code {field, before, after}}. */
    public static JsonObject write(CatalogDiff diff) {
        return JSON.createObjectBuilder()
                .add("procedures", part(diff.procedures()))
                .add("groups", part(diff.groups()))
                .add("refreshTargets", part(diff.refreshTargets()))
                .build();
    }

    /** {@code {procedures: {added, changed, removed}, groups: {...}, refreshTargets: {...}}} with numbers. */
    public static JsonObject counts(CatalogDiff diff) {
        return JSON.createObjectBuilder()
                .add("procedures", count(diff.procedures()))
                .add("groups", count(diff.groups()))
                .add("refreshTargets", count(diff.refreshTargets()))
                .build();
    }

    private static JsonObjectBuilder count(Part<?> part) {
        return JSON.createObjectBuilder()
                .add("added", part.added().size())
                .add("changed", part.changed().size())
                .add("removed", part.removed().size());
    }

    /** An object of texts. */
    public static JsonObject fields(Map<String, String> fields) {
        JsonObjectBuilder object = JSON.createObjectBuilder();
        fields.forEach(object::add);
        return object.build();
    }

    private static JsonObjectBuilder part(Part<?> part) {
        JsonObjectBuilder changed = JSON.createObjectBuilder();
        part.changed().forEach((name, changes) -> changed.add(name.toString(), changes(changes)));
        return JSON.createObjectBuilder()
                .add("added", names(part.added()))
                .add("changed", changed)
                .add("removed", names(part.removed()))
                .add("unchanged", part.unchanged());
    }

    private static JsonArrayBuilder names(List<?> names) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        names.forEach(name -> array.add(name.toString()));
        return array;
    }

    private static JsonArrayBuilder changes(List<Change> changes) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        for (Change change : changes) {
            JsonObjectBuilder one = JSON.createObjectBuilder().add("field", change.field());
            change.before().ifPresentOrElse(text -> one.add("before", text), () -> one.addNull("before"));
            change.after().ifPresentOrElse(text -> one.add("after", text), () -> one.addNull("after"));
            array.add(one);
        }
        return array;
    }
}
