package dev.silversmith.rest.openapi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/**
 * Gives parameters their schemas, examples and, where the code has none, descriptions. The file has them by name, or where one name has
 * several meanings by operation and name ({@code runs.plan.format}) or by the operation's noun and name ({@code runs.status}).
 */
final class Parameters {

    private final Map<String, Parameter> known;

    private Parameters(Map<String, Parameter> known) {
        this.known = known;
    }

    /** Takes them out of the document: operations get copies. */
    static Parameters takeFrom(OpenAPI api) {
        Map<String, Parameter> known =
                new TreeMap<>(Objects.requireNonNullElse(api.getComponents().getParameters(), Map.of()));
        api.getComponents().setParameters(null);
        return new Parameters(known);
    }

    void complete(Operation operation) {
        String id = operation.getOperationId();
        for (Parameter parameter : Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of())) {
            Stream.of(
                            id + "." + parameter.getName(),
                            id.substring(0, id.indexOf('.')) + "." + parameter.getName(),
                            parameter.getName())
                    .map(known::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(more -> complete(parameter, more));
        }
    }

    private static void complete(Parameter parameter, Parameter more) {
        parameter.setSchema(more.getSchema());
        parameter.setExample(more.getExample());
        if (parameter.getDescription() == null) {
            parameter.setDescription(more.getDescription());
        }
        if (Boolean.TRUE.equals(more.getRequired())) {
            parameter.setRequired(true);
        }
        List<Schema.SchemaType> types = more.getSchema().getType();
        if (types != null && types.contains(Schema.SchemaType.ARRAY)) {
            parameter.setStyle(Parameter.Style.FORM);
            parameter.setExplode(true);
        }
    }
}
