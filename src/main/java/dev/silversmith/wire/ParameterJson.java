package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.run.BoundArgument;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/** The values bound to a call, as they are kept with the step. */
public final class ParameterJson {

    private ParameterJson() {}

    /** An array of {@code {name, value, source}}; a value is a string or null, and of a secret only stars. */
    public static String write(List<BoundArgument> arguments) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        for (BoundArgument argument : arguments) {
            JsonObjectBuilder object = JSON.createObjectBuilder().add("name", argument.name());
            argument.shown().ifPresentOrElse(text -> object.add("value", text), () -> object.addNull("value"));
            array.add(object.add("source", argument.source()));
        }
        return array.build().toString();
    }
}
