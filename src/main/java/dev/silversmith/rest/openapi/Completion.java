package dev.silversmith.rest.openapi;

import dev.silversmith.app.Role;
import dev.silversmith.rest.access.Allowed;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;

/**
 * Completes the description of the API while the product is built, by what the code says elsewhere than in annotations for descriptions:
 * the roles of each operation, the words of enums, the problems with their statuses. So none of it can be wrong. Forms of JSON, and
 * schemas and examples of parameters, come from {@code META-INF/openapi.yaml}; what is missing there, a test names.
 */
public final class Completion implements OASFilter {

    private static final Pattern WORD_START = Pattern.compile("-([a-z])");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        Parameters parameters = Parameters.takeFrom(api);
        Answers answers = new Answers(api);
        Map<String, RequestBody> bodies =
                new TreeMap<>(Objects.requireNonNullElse(api.getComponents().getRequestBodies(), Map.of()));
        api.getComponents().setRequestBodies(null);
        Words.addTo(api);
        for (Map.Entry<String, PathItem> path : api.getPaths().getPathItems().entrySet()) {
            for (Operation operation : path.getValue().getOperations().values()) {
                Method method = method(operation.getOperationId());
                operation.setOperationId(id(path.getKey(), method));
                addRoles(operation, method);
                parameters.complete(operation);
                if (bodies.containsKey(operation.getOperationId())) {
                    operation.setRequestBody(bodies.get(operation.getOperationId()));
                }
                answers.complete(operation, path.getKey());
            }
        }
        // What the build has guessed of classes that read bodies by themselves.
        List<String> guessed = api.getComponents().getSchemas().keySet().stream()
                .filter(name -> name.startsWith("Json") || name.equals("InputStream"))
                .toList();
        guessed.forEach(api.getComponents()::removeSchema);
    }

    /** Of an operation id as the build makes it: package, class and method. */
    private static Method method(String id) {
        int end = id.lastIndexOf('_');
        String type = id.substring(0, end).replace('_', '.');
        String name = id.substring(end + 1);
        try {
            return Arrays.stream(Class.forName(type).getMethods())
                    .filter(method -> method.getName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("there is no method of " + id));
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException("an operationId is made by the build, not by annotations: " + id, missing);
        }
    }

    /** For example {@code runs.list}: the first word of the path and the name of the method. */
    private static String id(String path, Method method) {
        String first = path.split("/", -1)[1];
        String noun =
                WORD_START.matcher(first).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
        return noun + "." + method.getName();
    }

    private static void addRoles(Operation operation, Method method) {
        Allowed onMethod = method.getAnnotation(Allowed.class);
        Allowed rule = onMethod != null ? onMethod : method.getDeclaringClass().getAnnotation(Allowed.class);
        if (rule == null) {
            throw new IllegalStateException(method + " has no access rule");
        }
        List<String> roles = new ArrayList<>();
        Arrays.stream(Role.values()).filter(role -> isEnough(role, rule)).forEach(role -> roles.add(role.word()));
        operation.addExtension("x-roles", roles);
        String said = "Any of the roles: " + roles.stream().collect(Collectors.joining(", ")) + ".";
        String before = operation.getDescription();
        operation.setDescription(before == null || before.isBlank() ? said : before + "\n\n" + said);
    }

    private static boolean isEnough(Role role, Allowed rule) {
        return Arrays.stream(rule.value()).anyMatch(wanted -> wanted.isHeld(role.word()::equals));
    }
}
