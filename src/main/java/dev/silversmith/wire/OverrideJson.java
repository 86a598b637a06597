package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.StringReader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values that a request overrides. */
public final class OverrideJson {

    private OverrideJson() {}

    /** An object of objects by procedure and parameter. */
    public static JsonObject write(SortedMap<QualifiedName, SortedMap<String, Literal>> overrides) {
        JsonObjectBuilder procedures = JSON.createObjectBuilder();
        overrides.forEach((procedure, values) -> {
            JsonObjectBuilder parameters = JSON.createObjectBuilder();
            values.forEach((name, value) -> parameters.add(name, LiteralJson.write(value)));
            procedures.add(procedure.toString(), parameters);
        });
        return procedures.build();
    }

    /** The overrides that the one above has written. */
    public static SortedMap<QualifiedName, SortedMap<String, Literal>> read(String text) {
        SortedMap<QualifiedName, SortedMap<String, Literal>> overrides = new TreeMap<>();
        try (var reader = JSON.createReader(new StringReader(text))) {
            reader.readObject().forEach((procedure, values) -> {
                SortedMap<String, Literal> parameters = new TreeMap<>();
                values.asJsonObject()
                        .forEach((name, value) ->
                                parameters.put(name, LiteralJson.read(value).orElseThrow()));
                overrides.put(QualifiedName.parse(procedure), parameters);
            });
        }
        return overrides;
    }
}
