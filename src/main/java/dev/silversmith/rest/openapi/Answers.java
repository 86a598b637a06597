package dev.silversmith.rest.openapi;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.wire.ProblemJson;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Gives answers their forms: to successes what the file has by operation, or by operation and status ({@code runs.request.201}); to
 * refusals the problem types of their status, those included that every operation shares.
 */
final class Answers {

    private static final String SCHEMAS = "#/components/schemas/";

    /** What every operation may answer, by the status, and the headers that come with it. */
    private static final Map<Integer, String> OF_ALL = new LinkedHashMap<>();

    private static final Map<Integer, List<String>> HEADERS =
            Map.of(401, List.of("WWW-Authenticate"), 429, List.of("Retry-After"), 503, List.of("Retry-After"));

    static {
        OF_ALL.put(400, "The address, a header or the body cannot be read");
        OF_ALL.put(401, "User or password is missing or wrong");
        OF_ALL.put(403, "The caller has none of the roles, or another web site's page has sent the request");
        OF_ALL.put(406, "The header Accept leaves out every form in which this answer exists");
        OF_ALL.put(413, "The body is too large");
        OF_ALL.put(422, "A parameter or a field is unknown or has a value that makes no sense; each is named");
        OF_ALL.put(429, "Too many wrong passwords");
        OF_ALL.put(500, "An unexpected fault; incident is what to look for in the server's log");
        OF_ALL.put(503, "The database cannot be reached at the moment");
    }

    private final Map<String, APIResponse> successes;

    /** Takes the forms of successes out of the document, and puts those of refusals into it. */
    Answers(OpenAPI api) {
        successes = new TreeMap<>(Objects.requireNonNullElse(api.getComponents().getResponses(), Map.of()));
        api.getComponents().setResponses(null);
        Map<Integer, List<Problem>> byStatus = Arrays.stream(Problem.values())
                .collect(Collectors.groupingBy(Problem::status, TreeMap::new, Collectors.toList()));
        byStatus.forEach((status, problems) -> api.getComponents().addSchema(name(status), schema(status, problems)));
    }

    /** {@code Problem} with the types that come with a status. */
    private static Schema schema(int status, List<Problem> problems) {
        String types = problems.stream()
                .map(problem -> "`%s` (%s)".formatted(problem.type(), problem.title()))
                .collect(Collectors.joining(", "));
        return OASFactory.createSchema()
                .description("With status %d: %s".formatted(status, types))
                .addAllOf(OASFactory.createSchema().ref(SCHEMAS + "Problem"))
                .addAllOf(OASFactory.createSchema()
                        .addProperty(
                                "type",
                                Words.oneOf(problems.stream().map(Problem::type).toList()))
                        .addProperty("status", OASFactory.createSchema().constValue(status)));
    }

    private static String name(int status) {
        return "Problem" + status;
    }

    void complete(Operation operation, String path) {
        APIResponses responses = operation.getResponses();
        OF_ALL.forEach((status, description) -> ensure(responses, status, description));
        if (path.contains("{")) {
            ensure(responses, 404, "There is no such thing");
        }
        if (operation.getRequestBody() != null) {
            ensure(responses, 415, "The header Content-Type names a form that this path does not take");
        }
        Map<String, APIResponse> sorted = new TreeMap<>(responses.getAPIResponses());
        sorted.forEach((status, response) -> {
            responses.removeAPIResponse(status);
            responses.addAPIResponse(status, completed(operation, status, response));
        });
    }

    private static void ensure(APIResponses responses, int status, String description) {
        String code = Integer.toString(status);
        if (responses.getAPIResponse(code) == null) {
            responses.addAPIResponse(code, OASFactory.createAPIResponse().description(description));
        }
    }

    private APIResponse completed(Operation operation, String code, APIResponse response) {
        int status = Integer.parseInt(code);
        return status < 400 ? success(operation.getOperationId(), code, response) : refusal(status, response);
    }

    private APIResponse success(String operation, String code, APIResponse response) {
        Stream.of(operation + "." + code, operation)
                .map(successes::get)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(known -> {
                    response.content(known.getContent()).headers(known.getHeaders());
                    if (!known.getDescription().isEmpty()) {
                        response.description(known.getDescription());
                    }
                });
        return response;
    }

    private static APIResponse refusal(int status, APIResponse response) {
        HEADERS.getOrDefault(status, List.of())
                .forEach(name ->
                        response.addHeader(name, OASFactory.createHeader().ref("#/components/headers/" + name)));
        return response.content(OASFactory.createContent()
                .addMediaType(
                        ProblemJson.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(SCHEMAS + name(status)))));
    }
}
