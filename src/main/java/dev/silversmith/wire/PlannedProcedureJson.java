package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.plan.PlannedArgument;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.plan.Signature.Argument;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A procedure of a plan: everything that decides its execution. */
final class PlannedProcedureJson {

    private PlannedProcedureJson() {}

    static JsonObjectBuilder write(PlannedProcedure procedure) {
        JsonArrayBuilder arguments = JSON.createArrayBuilder();
        procedure.arguments().forEach(argument -> arguments.add(argument(argument)));
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("name", procedure.name().toString())
                .add("kind", procedure.kind().word())
                .add("parents", PlanJson.names(procedure.parents()))
                .add("signature", signature(procedure.signature()))
                .add("arguments", arguments);
        ExecutionJson.write(procedure.execution(), object);
        if (!procedure.retry().equals(Retry.NONE)) {
            object.add("retry", retry(procedure.retry()));
        }
        return object;
    }

    private static JsonObjectBuilder retry(Retry retry) {
        return JSON.createObjectBuilder()
                .add("maxAttempts", retry.maxAttempts())
                .add("backoff", retry.backoff().toString());
    }

    private static JsonObjectBuilder signature(Signature signature) {
        JsonArrayBuilder arguments = JSON.createArrayBuilder();
        for (Argument argument : signature.arguments()) {
            arguments.add(JSON.createObjectBuilder()
                    .add("name", argument.name())
                    .add("type", argument.type())
                    .add("direction", PlanJson.word(argument.direction()))
                    .add("hasDefault", argument.hasDefault()));
        }
        return JSON.createObjectBuilder()
                .add("routine", PlanJson.word(signature.routine()))
                .add("arguments", arguments)
                .add("identity", signature.identity())
                .add("bodyHash", signature.bodyHash());
    }

    private static JsonObjectBuilder argument(PlannedArgument argument) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("name", argument.name())
                .add("type", argument.type())
                .add("source", argument.source().word())
                .add("overridden", argument.overridden());
        argument.secret().ifPresent(property -> object.add("secret", property));
        argument.value().ifPresent(value -> {
            object.add("literal", PlanJson.word(value.type()));
            if (value.text() == null) {
                object.addNull("value");
            } else {
                object.add("value", value.text());
            }
        });
        return object;
    }

    static PlannedProcedure read(JsonObject object) {
        return new PlannedProcedure(
                QualifiedName.parse(object.getString("name")),
                Kind.valueOf(constant(object, "kind")),
                PlanReader.names(object.getJsonArray("parents")),
                readSignature(object.getJsonObject("signature")),
                object.getJsonArray("arguments").getValuesAs(PlannedProcedureJson::readArgument),
                ExecutionJson.read(object),
                object.containsKey("retry") ? readRetry(object.getJsonObject("retry")) : Retry.NONE);
    }

    private static Retry readRetry(JsonObject object) {
        return new Retry(object.getInt("maxAttempts"), Duration.parse(object.getString("backoff")));
    }

    private static Signature readSignature(JsonObject object) {
        List<Argument> arguments = object.getJsonArray("arguments")
                .getValuesAs((JsonObject argument) -> new Argument(
                        argument.getString("name"),
                        argument.getString("type"),
                        Signature.Direction.valueOf(constant(argument, "direction")),
                        argument.getBoolean("hasDefault")));
        return new Signature(
                Signature.Routine.valueOf(constant(object, "routine")),
                arguments,
                object.getString("identity"),
                object.getString("bodyHash"));
    }

    private static PlannedArgument readArgument(JsonValue value) {
        JsonObject object = value.asJsonObject();
        Optional<Literal> literal = object.containsKey("literal")
                ? Optional.of(
                        new Literal(Literal.Type.valueOf(constant(object, "literal")), object.getString("value", null)))
                : Optional.empty();
        return new PlannedArgument(
                object.getString("name"),
                object.getString("type"),
                ParameterSource.ofWord(object.getString("source")).orElseThrow(),
                ExecutionJson.text(object, "secret"),
                literal,
                object.getBoolean("overridden"));
    }

    static String constant(JsonObject object, String key) {
        return object.getString(key).toUpperCase(Locale.ROOT);
    }
}
