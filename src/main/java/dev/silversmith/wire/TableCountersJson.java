package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;

/** The counters per table of a transaction, as {@code silversmith.unit_counters()} gives them. */
public final class TableCountersJson {

    private TableCountersJson() {}

    /**
     * What came between two points of a transaction.
     *
     * <p>A truncate erases the transaction's earlier counts of that table; what is left since then is reported as it is.
     *
     * @param now counters at the later point
     * @param before counters at the earlier point
     */
    public static String since(String now, String before) {
        Map<String, JsonObject> earlier = new HashMap<>();
        for (JsonValue value : read(before)) {
            earlier.put(value.asJsonObject().getString("table"), value.asJsonObject());
        }
        JsonArrayBuilder result = JSON.createArrayBuilder();
        for (JsonValue value : read(now)) {
            JsonObject table = value.asJsonObject();
            JsonObject known = earlier.get(table.getString("table"));
            if (known == null) {
                result.add(table);
            } else if (!table.equals(known)) {
                result.add(subtract(table, known));
            }
        }
        return result.build().toString();
    }

    /** How many rows were inserted, updated or deleted. */
    public static long changedRows(String counters) {
        return read(counters).stream()
                .map(JsonValue::asJsonObject)
                .mapToLong(table -> table.getJsonNumber("inserted").longValue()
                        + table.getJsonNumber("updated").longValue()
                        + table.getJsonNumber("deleted").longValue())
                .sum();
    }

    private static JsonObject subtract(JsonObject now, JsonObject before) {
        boolean truncatedSince = now.getBoolean("truncated") && !before.getBoolean("truncated");
        var difference = JSON.createObjectBuilder(now).add("truncated", truncatedSince);
        for (String count : new String[] {"inserted", "updated", "deleted"}) {
            long since = now.getJsonNumber(count).longValue()
                    - before.getJsonNumber(count).longValue();
            difference.add(count, since >= 0 ? since : now.getJsonNumber(count).longValue());
        }
        return difference.build();
    }

    private static JsonArray read(String text) {
        try (var reader = JSON.createReader(new StringReader(text))) {
            return reader.readArray();
        }
    }
}
