package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.silversmith.testing.TestServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, what is refused at the door and in which words; every answer is looked at for headers and for words of the inside. */
@ArquillianTest
class ApiDoorIT {

    private static final String CATALOG = "/api/v1/catalog";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";

    private final HttpClient plain = HttpClient.newHttpClient();

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("GET", CATALOG, null, null, 401),
                arguments("GET", "/api/v1/nope", null, null, 401),
                arguments("GET", "/api/v1/nope", null, "viewer", 404),
                arguments("GET", "/api/v2/catalog", null, "viewer", 404),
                arguments("GET", "/api", null, "viewer", 404),
                arguments("GET", "/api/v1/%2e%2e/catalog", null, "viewer", 400),
                arguments("DELETE", CATALOG, null, "admin", 405),
                arguments("POST", CATALOG, JSON, "admin", 405),
                arguments("BREW", CATALOG, null, "admin", 405),
                arguments("GET", CATALOG + "?bogus=1", null, "viewer", 422),
                arguments("PUT", CATALOG, "text/plain", "engineer", 415),
                arguments("PUT", CATALOG, JSON, "engineer", 415),
                arguments("PUT", CATALOG, "garbage", "engineer", 400),
                arguments("PUT", CATALOG, YAML + ";charset=utf-16", "engineer", 415),
                arguments("POST", "/api/v1/plans", "application/xml", "viewer", 415),
                arguments("POST", "/api/v1/plans", "text/plain", "viewer", 415),
                arguments("POST", "/api/v1/plans", JSON, "viewer", 400),
                arguments("PUT", CATALOG, YAML, "viewer", 403),
                arguments("POST", "/api/v1/runs", JSON, "viewer", 403));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_refusal_is_problem_details(String method, String path, String type, String user, int status)
            throws Exception {
        HttpRequest.Builder request = request(path, user).method(method, BodyPublishers.ofString("{\"a\":"));
        if (type != null) {
            request.header("Content-Type", type);
        }

        assertProblem(plain.send(request.build(), BodyHandlers.ofString()), status);
    }

    @Test
    void the_form_that_is_not_there_is_not_acceptable() throws Exception {
        HttpRequest request =
                request(CATALOG, "viewer").header("Accept", "text/html").build();

        assertProblem(plain.send(request, BodyHandlers.ofString()), 406);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer x", "Basic", "Basic !!!", "Basic dmlld2VyOg==", "Digest username=viewer"})
    void other_credentials_are_nobody(String credentials) throws Exception {
        HttpRequest request =
                request(CATALOG, null).header("Authorization", credentials).build();

        HttpResponse<String> answer = plain.send(request, BodyHandlers.ofString());

        assertProblem(answer, 401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .contains("Basic realm=\"Silversmith\", charset=\"UTF-8\"");
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, 200, 403",
        "engineer, 200, 200",
        "operator, 200, 403",
        "approver, 200, 403",
        "auditor, 200, 403",
        "admin, 200, 200"
    })
    void every_role_reads_the_catalog_and_engineers_write_it(String user, int reading, int writing) throws Exception {
        HttpRequest get = request(CATALOG, user).build();
        HttpRequest put = request(CATALOG + "?dryRun=true", user)
                .header("Content-Type", YAML)
                .PUT(BodyPublishers.ofString("version: 1"))
                .build();

        assertThat(checked(plain.send(get, BodyHandlers.ofString())).statusCode())
                .isEqualTo(reading);
        assertThat(checked(plain.send(put, BodyHandlers.ofString())).statusCode())
                .isEqualTo(writing);
    }

    @Test
    void a_caller_with_a_password_gets_no_cookie() throws Exception {
        HttpResponse<String> answer = plain.send(request(CATALOG, "viewer").build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/plans,   POST, application/json, 2097153, 413",
        "/catalog, PUT,  application/yaml, 8388609, 413",
        "/catalog, PUT,  application/yaml, 8388608, 422"
    })
    void a_body_of_more_than_two_megabytes_or_eight_of_a_catalog_is_too_large(
            String path, String method, String type, int bytes, int status) throws Exception {
        byte[] large = "#".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
        HttpRequest chunked = request(CATALOG.replace("/catalog", path), "engineer")
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .build();

        assertProblem(plain.send(chunked, BodyHandlers.ofString()), status);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void a_change_that_another_sites_page_sends_is_refused(String header, String value) throws Exception {
        HttpRequest request = request(CATALOG, "engineer")
                .header("Content-Type", YAML)
                .header(header, value)
                .PUT(BodyPublishers.ofString("version: 1"))
                .build();

        assertProblem(plain.send(request, BodyHandlers.ofString()), 403);
    }

    @Test
    void a_browsers_session_reads_and_changes_nothing() throws Exception {
        HttpClient browser = browser("engineer");
        HttpRequest change = request(CATALOG, null)
                .header("Content-Type", YAML)
                .PUT(BodyPublishers.ofString("version: 1"))
                .build();

        HttpResponse<String> read = browser.send(request(CATALOG, null).build(), BodyHandlers.ofString());
        HttpResponse<String> refused = browser.send(change, BodyHandlers.ofString());

        assertThat(checked(read).statusCode()).isEqualTo(200);
        assertProblem(refused, 403);
    }

    /** The container gives whoever looks at a page a session, and knows nobody yet when the API's filter asks for it. */
    @Test
    void a_browser_that_has_looked_at_a_page_reads_too_and_so_does_one_whose_session_another_server_gave()
            throws Exception {
        HttpClient browser = browser("viewer");
        browser.send(request("/console/runs", null).build(), BodyHandlers.discarding());
        HttpResponse<String> read = browser.send(request("/api/v1/runs", null).build(), BodyHandlers.ofString());
        assertThat(checked(read).statusCode()).isEqualTo(200);

        HttpClient moved = browser("viewer");
        CookieManager cookies = (CookieManager) moved.cookieHandler().orElseThrow();
        HttpCookie unknown = new HttpCookie("JSESSIONID", "0000ofAServerThatIsGone");
        unknown.setPath("/");
        cookies.getCookieStore().add(URI.create(TestServer.baseUrl()), unknown);
        HttpResponse<Void> page = moved.send(request("/console/runs", null).build(), BodyHandlers.discarding());
        assertThat(page.statusCode()).isEqualTo(200);
    }

    @Test
    void a_password_beside_a_session_counts_and_leaves_the_session_alone() throws Exception {
        HttpClient browser = browser("viewer");
        HttpRequest change = request(CATALOG, "engineer")
                .header("Content-Type", YAML)
                .PUT(BodyPublishers.ofString("version: 1"))
                .build();

        assertThat(browser.send(change, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(browser.send(request(CATALOG, null).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_worthless_cookie_is_nobody() throws Exception {
        HttpRequest request =
                request(CATALOG, null).header("Cookie", "LtpaToken2=garbage").build();

        HttpResponse<String> answer = plain.send(request, BodyHandlers.ofString());

        assertProblem(answer, 401);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void a_log_in_ends_the_session_that_was_there_before() throws Exception {
        String chosen = "0000chosenByAnAttacker0";
        HttpRequest login = request("/j_security_check", null)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", "JSESSIONID=" + chosen)
                .POST(BodyPublishers.ofString("j_username=viewer&j_password=viewer"))
                .build();

        List<String> cookies =
                plain.send(login, BodyHandlers.discarding()).headers().allValues("Set-Cookie");

        assertThat(cookies).anyMatch(cookie -> cookie.startsWith("LtpaToken2="));
        assertThat(cookies).anyMatch(cookie -> cookie.startsWith("JSESSIONID=\"\"; Max-Age=0"));
        assertThat(cookies).noneMatch(cookie -> cookie.contains(chosen));
    }

    @Test
    void the_eleventh_wrong_password_of_a_minute_is_not_even_tried() throws Exception {
        HttpRequest wrong = request(CATALOG, null)
                .header("Authorization", basic("nobody-of-this-name", "wrong"))
                .build();
        for (int i = 0; i < 10; i++) {
            assertProblem(plain.send(wrong, BodyHandlers.ofString()), 401);
        }

        HttpResponse<String> answer = plain.send(wrong, BodyHandlers.ofString());

        assertProblem(answer, 429);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 60L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nope",
                "/nope.xhtml",
                "/WEB-INF/web.xml",
                "/error",
                "/jakarta.faces.resource/../WEB-INF/web.xml?ln=.."
            })
    void a_page_that_is_not_there_says_nothing_of_the_inside(String path) throws Exception {
        HttpResponse<String> answer = plain.send(request(path, null).build(), BodyHandlers.ofString());

        assertThat(checked(answer).statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("There is no such page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/", "/console/x.xhtml", "/x/../console/", "/console;x/"})
    void the_console_asks_for_a_log_in(String path) throws Exception {
        HttpResponse<String> answer = plain.send(request(path, null).build(), BodyHandlers.ofString());

        assertThat(checked(answer).statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains(TestServer.baseUrl() + "/login");
    }

    @ParameterizedTest
    @ValueSource(strings = {CATALOG, "/login", "/console/", "/"})
    void a_trace_is_never_answered(String path) throws Exception {
        HttpRequest request =
                request(path, "viewer").method("TRACE", BodyPublishers.noBody()).build();

        HttpResponse<String> answer = plain.send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isIn(302, 403, 405);
        assertThat(answer.body()).doesNotContain("Authorization");
    }

    private static HttpRequest.Builder request(String path, String user) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(TestServer.baseUrl() + path)).timeout(Duration.ofSeconds(30));
        return user == null ? request : request.header("Authorization", basic(user, user));
    }

    private static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static HttpClient browser(String user) throws IOException, InterruptedException {
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .build();
        browser.send(request("/console/", null).build(), BodyHandlers.discarding());
        HttpResponse<Void> answer = browser.send(login(user, user), BodyHandlers.discarding());
        assertThat(answer.headers().firstValue("Location")).contains(TestServer.baseUrl() + "/console/");
        return browser;
    }

    private static HttpRequest login(String user, String password) {
        return request("/j_security_check", null)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("j_username=%s&j_password=%s".formatted(user, password)))
                .build();
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        checked(answer);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            JsonObject problem = reader.readObject();
            assertThat(problem.getInt("status")).isEqualTo(status);
            assertThat(problem.getString("type")).startsWith("/problems/");
            assertThat(problem.keySet()).contains("title", "detail", "instance");
        }
    }

    private static <T> HttpResponse<T> checked(HttpResponse<T> answer) {
        var headers = answer.headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElse("")).contains("frame-ancestors 'none'");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
        assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
        // The container has a word of its own for its redirects to the login page, which hold nothing private.
        assertThat(headers.firstValue("Cache-Control").orElse("")).containsPattern("no-store|no-cache");
        assertThat(headers.map().toString())
                .doesNotContain("Exception", "$WSEP", "io.openliberty", "com.ibm", "X-Powered-By");
        assertThat(headers.map().keySet()).isNotEmpty().doesNotContainAnyElementsOf(List.of("Server", "server"));
        assertThat(String.valueOf(answer.body())).doesNotContain("Exception", "jdbc:", "\tat ");
        return answer;
    }
}
