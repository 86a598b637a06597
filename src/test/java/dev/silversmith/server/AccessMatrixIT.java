package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.TestServer;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call which endpoint: every cell is called, and an endpoint that is not in the table fails. */
@ArquillianTest
class AccessMatrixIT {

    /** Users of the test registry, each with the role of its name; {@code nobody} is a user without any. */
    private static final List<String> USERS =
            List.of("viewer", "engineer", "operator", "approver", "auditor", "admin", "nobody");

    private static final Set<String> READERS = Set.of("viewer", "engineer", "operator", "approver", "auditor", "admin");
    private static final Set<String> STARTERS = Set.of("engineer", "operator", "admin");
    private static final Set<String> OPERATORS = Set.of("operator", "admin");
    private static final Set<String> APPROVERS = Set.of("approver", "admin");
    private static final Set<String> EDITORS = Set.of("engineer", "admin");
    private static final Set<String> AUDITORS = Set.of("auditor", "admin");
    private static final Set<String> ADMINS = Set.of("admin");

    /** By method and path: who may call it. A new endpoint gets its row here. */
    private static final Map<String, Set<String>> MATRIX = new TreeMap<>(Map.ofEntries(
            Map.entry("GET /catalog", READERS),
            Map.entry("PUT /catalog", EDITORS),
            Map.entry("GET /audit-events", AUDITORS),
            Map.entry("GET /audit-events/verification", AUDITORS),
            Map.entry("GET /watermarks", READERS),
            Map.entry("PUT /watermarks/{name}", OPERATORS),
            Map.entry("GET /watermark-resets", READERS),
            Map.entry("GET /watermark-resets/{id}", READERS),
            Map.entry("POST /watermark-resets/{id}/approval", APPROVERS),
            Map.entry("POST /watermark-resets/{id}/cancel", OPERATORS),
            Map.entry("GET /metrics/procedures", READERS),
            Map.entry("GET /notifications", ADMINS),
            Map.entry("POST /notifications/{id}/redelivery", ADMINS),
            Map.entry("GET /openapi", READERS),
            Map.entry("POST /plans", READERS),
            Map.entry("POST /runs", STARTERS),
            Map.entry("GET /runs", READERS),
            Map.entry("GET /runs/{id}", READERS),
            Map.entry("GET /runs/{id}/steps", READERS),
            Map.entry("GET /runs/{id}/plan", READERS),
            Map.entry("GET /runs/{id}/refreshes", READERS),
            Map.entry("GET /refresh-targets", READERS),
            Map.entry("GET /refresh-targets/{name}", READERS),
            Map.entry("POST /refresh-targets/{name}/refresh", OPERATORS),
            Map.entry("GET /runs/{id}/events", READERS),
            Map.entry("GET /events", READERS),
            Map.entry("GET /runs/{id}/logs", READERS),
            Map.entry("POST /runs/{id}/approval", APPROVERS),
            Map.entry("GET /runs/{id}/impact", READERS),
            Map.entry("POST /runs/{id}/cancel", STARTERS),
            Map.entry("POST /runs/{id}/resume", STARTERS),
            Map.entry("GET /steps", READERS),
            Map.entry("GET /steps/{id}", READERS),
            Map.entry("GET /steps/{id}/logs", READERS)));

    static Stream<String> endpoints() {
        List<String> endpoints = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.silversmith")) {
            if (type.isAnnotatedWith(Path.class)) {
                Class<?> resource = type.reflect();
                Arrays.stream(resource.getMethods())
                        .flatMap(method -> verbs(method).map(verb -> verb + " " + path(resource) + path(method)))
                        .forEach(endpoints::add);
            }
        }
        return endpoints.stream().sorted();
    }

    private static Stream<String> verbs(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(java.util.Objects::nonNull)
                .map(HttpMethod::value);
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null || path.value().isEmpty() ? "" : path.value().replaceFirst("^/?", "/");
    }

    @Test
    void every_endpoint_has_its_row_and_every_row_its_endpoint() {
        assertThat(endpoints()).containsExactlyElementsOf(MATRIX.keySet());
    }

    /** What is allowed may still be refused for what it says: there is no body, no key, and nothing of this id. */
    @ParameterizedTest
    @MethodSource("endpoints")
    void every_user_gets_in_where_the_table_says_so_and_nowhere_else(String endpoint) throws Exception {
        Set<String> allowed = MATRIX.getOrDefault(endpoint, Set.of());
        Map<String, Boolean> expected = new TreeMap<>();
        Map<String, Boolean> found = new TreeMap<>();
        for (String user : USERS) {
            HttpResponse<String> answer = request(endpoint).as(user).send();
            expected.put(user, allowed.contains(user));
            found.put(user, answer.statusCode() != 403);
            assertThat(answer.statusCode()).as(endpoint + " as " + user).isNotEqualTo(401);
            assertThat(answer.statusCode()).as(endpoint + " as " + user).isLessThan(500);
        }

        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void nobody_gets_in_without_credentials_or_with_wrong_ones(String endpoint) throws Exception {
        HttpResponse<String> without = request(endpoint).send();
        HttpResponse<String> wrong =
                request(endpoint).as("matrix " + endpoint.hashCode(), "wrong").send();

        for (HttpResponse<String> answer : List.of(without, wrong)) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Basic ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /nope", "DELETE /runs", "BREW /catalog", "GET /runs/1/nope", "OPTIONS /runs"})
    void without_credentials_nobody_learns_what_is_there(String endpoint) throws Exception {
        HttpResponse<String> there = request("GET /runs").send();
        HttpResponse<String> unknown = request(endpoint).send();

        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.body().replaceFirst("\"instance\":\"[^\"]*\"", ""))
                .isEqualTo(there.body().replaceFirst("\"instance\":\"[^\"]*\"", ""));
    }

    private static RawRequest request(String endpoint) {
        String[] words = endpoint.split(" ", 2);
        String path =
                words[1].replace("{id}", "00000000-0000-0000-0000-000000000000").replace("{name}", "nowhere.nothing");
        // A stream would not end; whom it lets in it tells that this parameter is none.
        String query = path.equals("/events") ? "?nothing=1" : "";
        return RawRequest.to(TestServer.baseUrl() + "/api/v1" + path + query)
                .method(words[0])
                .type(path.equals("/catalog") ? "application/yaml" : "application/json");
    }
}
