package dev.silversmith.wire;

import dev.silversmith.core.run.BoundArgument;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/** The values bound to a call, as they are kept with the step. */
public final class ParameterJson {

    private ParameterJson() {}

    /** An array of {@code {name, value, source}}; a value is a string or null. */
    public static String write(List<BoundArgument> arguments) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (BoundArgument argument : arguments) {
            JsonObjectBuilder object = Json.createObjectBuilder().add("name", argument.name());
            if (argument.text() == null) {
                object.addNull("value");
            } else {
                object.add("value", argument.text());
            }
            array.add(object.add("source", argument.source()));
        }
        return array.build().toString();
    }
}
