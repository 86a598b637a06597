package dev.silversmith.rest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.silversmith.app.Role;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.testing.ApiDocument;
import dev.silversmith.testing.ApiDocument.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The document that the build has made: whole, and no other than the code. */
class OpenApiDocumentTest {

    private static final Pattern REFERENCE = Pattern.compile("\"\\$ref\":\"#/components/schemas/([^\"]+)\"");
    private static final String CURE = "add it to META-INF/openapi.yaml, or annotate the method";

    private static final String TEXT = text();
    private static final ApiDocument DOCUMENT = ApiDocument.read(TEXT);

    private static String text() {
        try {
            return new String(new OpenApiResource().read(), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static final Map<String, Method> ENDPOINTS = endpoints();

    /** The endpoints of the code, by method and path. */
    private static Map<String, Method> endpoints() {
        Map<String, Method> endpoints = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.silversmith.rest").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isMetaAnnotatedWith(HttpMethod.class))
                        .map(JavaMethod::reflect)
                        .forEach(method -> endpoints.put(
                                verb(method) + " " + path(method.getDeclaringClass()) + path(method), method));
        return endpoints;
    }

    private static String verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(HttpMethod::value)
                .findFirst()
                .orElseThrow();
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null || path.value().isEmpty() ? "" : path.value().replaceFirst("^/?", "/");
    }

    static Stream<Operation> operations() {
        return DOCUMENT.operations().values().stream();
    }

    @Test
    void the_document_is_openapi_3_1_without_a_fault() {
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(TEXT);

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getOpenapi()).startsWith("3.1");
    }

    @Test
    void it_has_every_operation_of_the_code_and_no_other() {
        assertThat(DOCUMENT.operations().keySet()).containsExactlyElementsOf(ENDPOINTS.keySet());
    }

    @Test
    void every_operation_has_an_id_of_its_own() {
        assertThat(operations().map(operation -> operation.json().getString("operationId")))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-zA-Z]+\\.[a-zA-Z]+"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_says_what_it_does_and_takes(Operation operation) {
        assertThat(operation.json().keySet())
                .as(operation.name())
                .contains("summary", "description", "operationId", "tags");
        assertThat(operation.json().getString("summary")).isNotBlank();
        assertThat(DOCUMENT.json().getJsonArray("tags").getValuesAs(JsonObject.class).stream()
                        .map(tag -> tag.get("name")))
                .containsAll(operation.json().getJsonArray("tags"));
        for (JsonObject parameter : operation.parameters()) {
            assertThat(parameter.keySet())
                    .as("parameter %s of %s; %s", parameter.getString("name"), operation.name(), CURE)
                    .contains("schema", "description", "example");
        }
        operation.body().forEach((type, body) -> assertThat(body.asJsonObject().keySet())
                .as("body of %s as %s; %s", operation.name(), type, CURE)
                .contains("schema", "example"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void every_answer_of_an_operation_has_its_form(Operation operation) {
        operation.responses().forEach((status, response) -> {
            JsonObject content = response.asJsonObject().getJsonObject("content");
            assertThat(response.asJsonObject().getString("description")).isNotBlank();
            assertThat(content)
                    .as("the forms of %s of %s; %s", status, operation.name(), CURE)
                    .isNotNull();
            assertThat(content.values())
                    .as("the forms of %s of %s; %s", status, operation.name(), CURE)
                    .isNotEmpty()
                    .allMatch(form -> form.asJsonObject().getJsonObject("schema") != null
                            && form.asJsonObject().getJsonObject("schema").containsKey("$ref"));
        });
        assertThat(operation.responses().keySet())
                .as(operation.name())
                .anyMatch(status -> status.startsWith("2"))
                .contains("400", "401", "403", "422", "500", "503");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void the_roles_of_an_operation_are_those_that_the_code_lets_in(Operation operation) {
        Method method = ENDPOINTS.get(operation.name());
        Allowed onMethod = method.getAnnotation(Allowed.class);
        Role[] wanted =
                (onMethod != null ? onMethod : method.getDeclaringClass().getAnnotation(Allowed.class)).value();
        List<String> roles = Arrays.stream(Role.values())
                .filter(role -> Arrays.stream(wanted).anyMatch(one -> one.isHeld(role.word()::equals)))
                .map(Role::word)
                .toList();

        assertThat(operation.json().getJsonArray("x-roles").getValuesAs(JsonString::getString))
                .containsExactlyElementsOf(roles);
        assertThat(operation.json().getString("description"))
                .endsWith("Any of the roles: " + String.join(", ", roles) + ".");
    }

    @Test
    void words_come_from_the_code_and_each_problem_stands_at_its_status() {
        JsonObject schemas = DOCUMENT.json().getJsonObject("components").getJsonObject("schemas");

        assertThat(schemas.getJsonObject("RunStatus").getJsonArray("enum").getValuesAs(JsonString::getString))
                .containsExactlyElementsOf(
                        Arrays.stream(RunStatus.values()).map(RunStatus::word).toList());
        for (Problem problem : Problem.values()) {
            assertThat(schemas.getJsonObject("Problem" + problem.status()).toString())
                    .contains("\"" + problem.type() + "\"");
        }
    }

    @Test
    void every_schema_that_is_named_is_there_and_every_one_is_used() {
        JsonObject schemas = DOCUMENT.json().getJsonObject("components").getJsonObject("schemas");
        Set<String> named = new TreeSet<>();
        Matcher matcher = REFERENCE.matcher(DOCUMENT.json().toString());
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        // What the data of live events look like, and lines of files, which no schema of an answer can name.
        named.addAll(List.of("StepChange", "LogEvent", "LogFileLine", "Problem405"));

        assertThat(named).containsExactlyInAnyOrderElementsOf(schemas.keySet());
    }

    @Test
    void the_examples_of_bodies_fit_their_schemas() {
        assertThat(operations()
                        .flatMap(operation -> operation.body().entrySet().stream())
                        .filter(form -> form.getKey().equals("application/json"))
                        .map(form -> form.getValue().asJsonObject())
                        .flatMap(form ->
                                DOCUMENT
                                        .faults(
                                                form.getJsonObject("schema"),
                                                form.get("example").toString())
                                        .stream()))
                .isEmpty();
    }

    @Test
    void a_field_that_is_not_described_and_a_wrong_type_are_faults() {
        assertThat(DOCUMENT.faults("Violation", "{\"pointer\": \"/a\", \"detail\": \"wrong\"}"))
                .isEmpty();
        assertThat(DOCUMENT.faults("Violation", "{\"pointer\": \"/a\", \"detail\": \"wrong\", \"more\": 1}"))
                .hasSize(1);
        assertThat(DOCUMENT.faults("Violation", "{\"pointer\": 1, \"detail\": \"wrong\"}"))
                .hasSize(1);
        assertThat(DOCUMENT.faults("Violation", "{\"pointer\": \"/a\"}")).hasSize(1);
        String problem =
                "{\"type\": \"/problems/%s\", \"title\": \"t\", \"status\": %d, \"detail\": \"d\", \"instance\": \"/\"%s}";
        assertThat(DOCUMENT.faults("Problem404", problem.formatted("not-found", 404, "")))
                .isEmpty();
        assertThat(DOCUMENT.faults("Problem404", problem.formatted("conflict", 404, "")))
                .isNotEmpty();
        assertThat(DOCUMENT.faults("Problem404", problem.formatted("not-found", 422, "")))
                .isNotEmpty();
        assertThat(DOCUMENT.faults("Problem404", problem.formatted("not-found", 404, ", \"trace\": \"x\"")))
                .isNotEmpty();
    }
}
