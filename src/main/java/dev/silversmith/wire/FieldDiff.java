package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is different between two states, field by field. */
public final class FieldDiff {

    private FieldDiff() {}

    /**
     * A field of one of the states, or both.
     *
     * @param name with dots between the fields of objects that lie in each other
     * @param before text of its value; empty where it was not there
     * @param after text of its value; empty where it is not there any more
     */
    public record Field(String name, Optional<String> before, Optional<String> after) {

        public boolean changed() {
            return !before.equals(after);
        }
    }

    /**
     * The fields of both states, in their order.
     *
     * @param before JSON text; empty where there was no state
     * @param after JSON text; empty where there is none
     */
    public static List<Field> of(Optional<String> before, Optional<String> after) {
        Map<String, String> old = fields(before);
        Map<String, String> young = fields(after);
        Set<String> names = new LinkedHashSet<>(old.keySet());
        names.addAll(young.keySet());
        List<Field> fields = new ArrayList<>();
        names.forEach(name ->
                fields.add(new Field(name, Optional.ofNullable(old.get(name)), Optional.ofNullable(young.get(name)))));
        return fields;
    }

    private static Map<String, String> fields(Optional<String> state) {
        Map<String, String> fields = new LinkedHashMap<>();
        state.ifPresent(text -> add(fields, "", read(text)));
        return fields;
    }

    /** What is no JSON is one text: a state is shown whatever it is. */
    private static JsonValue read(String text) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            return reader.readValue();
        } catch (JsonException notJson) {
            return JSON.createValue(text);
        }
    }

    private static void add(Map<String, String> fields, String name, JsonValue value) {
        if (value instanceof JsonObject object && !object.isEmpty()) {
            object.forEach((field, inner) -> add(fields, name.isEmpty() ? field : name + "." + field, inner));
        } else {
            fields.put(name, value instanceof JsonString text ? text.getString() : value.toString());
        }
    }
}
