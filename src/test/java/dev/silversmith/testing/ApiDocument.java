package dev.silversmith.testing;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The description of the API, strictly read: a field that it does not name is a fault of an answer. */
public final class ApiDocument {

    private final JsonObject json;
    private final JsonObject strictSchemas;
    private final Map<String, Operation> operations = new TreeMap<>();
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private ApiDocument(JsonObject json) {
        this.json = json;
        this.strictSchemas = strict(json.getJsonObject("components").getJsonObject("schemas"), false);
        json.getJsonObject("paths").forEach((path, item) -> item.asJsonObject().forEach((method, operation) -> {
            Operation found = new Operation(method.toUpperCase(Locale.ROOT), path, operation.asJsonObject());
            operations.put(found.name(), found);
        }));
    }

    /** An operation; its name is for example {@code GET /runs/{id}}. */
    public record Operation(String method, String path, JsonObject json) {

        public String name() {
            return method + " " + path;
        }

        public List<JsonObject> parameters() {
            return json.containsKey("parameters")
                    ? json.getJsonArray("parameters").getValuesAs(JsonObject.class)
                    : List.of();
        }

        public JsonObject responses() {
            return json.getJsonObject("responses");
        }

        /** The media types of the body; empty where it takes none. */
        public JsonObject body() {
            return json.containsKey("requestBody")
                    ? json.getJsonObject("requestBody").getJsonObject("content")
                    : JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    public static ApiDocument read(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return new ApiDocument(reader.readObject());
        }
    }

    public JsonObject json() {
        return json;
    }

    /** By name. */
    public Map<String, Operation> operations() {
        return operations;
    }

    public Operation operation(String name) {
        Operation found = operations.get(name);
        if (found == null) {
            throw new AssertionError("the document has no " + name);
        }
        return found;
    }

    /** What an answer has that the document does not say, and the other way round; empty if both agree. */
    public List<String> faults(Operation operation, HttpResponse<String> answer) {
        return faults(operation, answer, answer.body());
    }

    /** As {@link #faults(Operation, HttpResponse)}, of an answer whose body was read apart from it. */
    public List<String> faults(Operation operation, HttpResponse<?> answer, String body) {
        String status = Integer.toString(answer.statusCode());
        if (!operation.responses().containsKey(status)) {
            return List.of("status " + status + " is not documented");
        }
        JsonObject response = operation.responses().getJsonObject(status);
        List<String> faults = new ArrayList<>();
        if (response.containsKey("headers")) {
            response.getJsonObject("headers").keySet().stream()
                    .filter(header -> isAlways(header, answer)
                            && answer.headers().firstValue(header).isEmpty())
                    .forEach(header -> faults.add("has no header " + header));
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst("\\s*;.*", "");
        JsonObject content = response.getJsonObject("content");
        if (content == null || !content.containsKey(type)) {
            faults.add("content type '%s' of status %s is not documented".formatted(type, status));
        } else if (type.endsWith("json") && !type.contains("x-ndjson")) {
            faults.addAll(faults(content.getJsonObject(type).getJsonObject("schema"), body));
        }
        return faults;
    }

    /** Only files have a name, and a database that is away is told with the time to wait, a full house of streams without. */
    private static boolean isAlways(String header, HttpResponse<?> answer) {
        return switch (header) {
            case "Content-Disposition" ->
                !answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
            case "Retry-After" -> answer.statusCode() == 429;
            default -> true;
        };
    }

    /** What is wrong with a JSON text by a schema of the document. */
    public List<String> faults(JsonObject schema, String text) {
        try {
            return schemas
                    .computeIfAbsent(schema.toString(), key -> compile(schema))
                    .validate(text, InputFormat.JSON)
                    .stream()
                    .map(Error::toString)
                    .toList();
        } catch (UncheckedIOException noJson) {
            return List.of("is no JSON");
        }
    }

    /** What is wrong with a JSON text by the schema of this name. */
    public List<String> faults(String schema, String text) {
        return faults(
                Json.createObjectBuilder()
                        .add("$ref", "#/components/schemas/" + schema)
                        .build(),
                text);
    }

    private Schema compile(JsonObject schema) {
        JsonObject whole = Json.createObjectBuilder()
                .add("components", Json.createObjectBuilder().add("schemas", strictSchemas))
                .add("allOf", Json.createArrayBuilder().add(schema))
                .build();
        return registry.getSchema(whole.toString(), InputFormat.JSON);
    }

    /**
     * The schema, with nothing allowed that it does not name.
     *
     * @param part whether it is only a part of what describes an object
     */
    private static JsonValue strict(JsonValue schema, boolean part) {
        return switch (schema.getValueType()) {
            case OBJECT -> strict(schema.asJsonObject(), part);
            case ARRAY -> {
                JsonArrayBuilder array = Json.createArrayBuilder();
                schema.asJsonArray().forEach(item -> array.add(strict(item, part)));
                yield array.build();
            }
            default -> schema;
        };
    }

    private static JsonObject strict(JsonObject schema, boolean part) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        schema.forEach((name, value) -> object.add(name, strict(value, name.equals("allOf"))));
        boolean describes = isSchema(schema, "properties") || isSchema(schema, "allOf");
        if (describes && !part && !schema.containsKey("additionalProperties")) {
            object.add("unevaluatedProperties", false);
        }
        return object.build();
    }

    /** A field of an object may be called as a keyword is. */
    private static boolean isSchema(JsonObject schema, String keyword) {
        return schema.containsKey(keyword)
                && (keyword.equals("allOf")
                        ? schema.get(keyword).getValueType() == JsonValue.ValueType.ARRAY
                        : schema.containsKey("type"));
    }
}
