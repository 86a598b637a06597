package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.SortedMap;

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
}
