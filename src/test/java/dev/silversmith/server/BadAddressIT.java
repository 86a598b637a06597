package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.RawSocket;
import dev.silversmith.testing.Refusal;
import dev.silversmith.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, headers and methods that are wrong in every way: 4xx, never 5xx, never a word of the inside. */
@ArquillianTest
class BadAddressIT {

    private static final String API = TestServer.baseUrl() + "/api/v1";

    static Stream<Arguments> addresses() {
        return Stream.of("/runs", "/watermarks", "/steps/" + UUID.randomUUID() + "/logs")
                .flatMap(list -> Stream.of(
                        arguments(list + "?limit=0"),
                        arguments(list + "?limit=-1"),
                        arguments(list + "?limit=1e9"),
                        arguments(list + "?limit=1000000000"),
                        arguments(list + "?limit=99999999999999999999"),
                        arguments(list + "?limit=abc"),
                        arguments(list + "?limit=%D9%A1"),
                        arguments(list + "?limit=%00"),
                        arguments(list + "?cursor=!!!"),
                        arguments(list + "?cursor=%00"),
                        arguments(list + "?cursor=" + cursor("runs:9999999999999999999999")),
                        arguments(list + "?cursor=" + cursor("watermarks:a.b\0")),
                        arguments(list + "?cursor=" + cursor("watermarks:'")),
                        arguments(list + "?cursor=" + cursor("nope:1")),
                        arguments(list + "?cursor=" + "A".repeat(5000))));
    }

    private static String cursor(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> others() {
        String unknown = UUID.randomUUID().toString();
        return Stream.of(
                arguments("/runs?requestedBy=%00"),
                arguments("/runs?requestedBy=%ff"),
                arguments("/runs?%00=1"),
                arguments("/runs?status=nope"),
                arguments("/runs?status=succeeded,,"),
                arguments("/runs?sort=(case+when+1%3D1+then+1+end)"),
                arguments("/runs?x=" + "a".repeat(20_000)),
                arguments("/runs/0"),
                arguments("/runs/-1"),
                arguments("/runs/999999999999999999"),
                arguments("/runs/99999999999999999999"),
                arguments("/runs/" + unknown),
                arguments("/runs/" + unknown + "?wait=PT-5S"),
                arguments("/runs/%2F"),
                arguments("/runs/%2e%2e%2fcatalog"),
                arguments("/runs/%c0%af"),
                arguments("/runs/%F0%9F%98%80"),
                arguments("/runs/1'--"),
                arguments("/runs/" + "1".repeat(10_000)),
                arguments("/runs/" + unknown + "/steps"),
                arguments("/runs/" + unknown + "/plan?format=xml"),
                arguments("/steps/1"),
                arguments("/steps/" + unknown),
                arguments("/catalog?dryRun=yes"),
                arguments("/catalog?dryRun=true&dryRun=false"),
                arguments("//runs/nope"),
                arguments("/runs/nope/"),
                arguments("/RUNS"));
    }

    @ParameterizedTest
    @MethodSource({"addresses", "others"})
    void a_wrong_address_is_refused(String path) throws Exception {
        HttpResponse<String> answer =
                RawRequest.to(API + path.replace("'", "%27")).as("viewer").send();

        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        Refusal.of(answer, answer.statusCode());
    }

    /** The server's own doorkeeper answers these, before the product is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"/runs/%00", "/runs/%zz", "/runs/%", "/runs?x=LONG", "/LONG", "/runs?x=%", "/runs?x=%zz"})
    void what_is_no_http_is_refused_without_a_word_of_the_inside(String path) throws Exception {
        String address = path.replace("LONG", "a".repeat(70_000));

        try (RawSocket socket = RawSocket.to(TestServer.baseUrl())) {
            String answer = socket.get("/api/v1" + address, "viewer");

            assertThat(answer).startsWith("HTTP/1.1 400");
            assertThat(answer).doesNotContain("Exception", "\tat ", "com.ibm", "dev.silversmith");
        }
    }

    /** What a command line sends as it was typed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/runs/a|b",
                "/runs/{id}",
                "/runs/a\"b",
                "/runs/[1]",
                "/runs?q=a|b",
                "/steps?procedure=silver.\"X\"",
                "/runs?q=^<>`{}",
                "/runs?q=a\\b"
            })
    void a_character_that_was_not_percent_encoded_is_refused_with_advice(String path) throws Exception {
        try (RawSocket socket = RawSocket.to(TestServer.baseUrl())) {
            String answer = socket.get("/api/v1" + path, "viewer");

            assertThat(answer).startsWith("HTTP/1.1 400").contains("percent-encoded");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "<x>", "%zz", "a b<c>:80"})
    void a_host_that_is_none_is_refused(String host) throws Exception {
        try (RawSocket socket = RawSocket.to(TestServer.baseUrl())) {
            String answer = socket.exchange("GET /api/v1/runs HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                    + RawSocket.authorization("viewer") + "\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400").contains("Host");
        }
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                arguments("POST", "/plans", "Content-Type", "text/plain", 415),
                arguments("POST", "/plans", "Content-Type", "application/json;charset=latin1", 415),
                arguments("POST", "/plans", "Content-Type", "////", 400),
                arguments("POST", "/plans", "Content-Type", "application/x-www-form-urlencoded", 415),
                arguments("POST", "/runs", "Content-Type", "application/yaml", 415),
                arguments("PUT", "/catalog", "Content-Type", "application/json", 415),
                arguments("PUT", "/catalog", "X", "no type at all", 415),
                arguments("POST", "/runs", "X", "no type at all", 415),
                arguments("GET", "/runs", "Accept", "text/html", 406),
                arguments("GET", "/runs", "Accept", "rubbish", 400),
                arguments("GET", "/catalog", "Accept", "application/json", 406),
                arguments("GET", "/runs", "X", "a".repeat(30_000), 200),
                arguments("DELETE", "/runs", "X", "x", 405),
                arguments("PATCH", "/catalog", "X", "x", 405),
                arguments("PUT", "/plans", "Content-Type", "application/json", 405),
                arguments("GET", "/plans", "X", "x", 405),
                arguments("POST", "/steps/1/logs", "Content-Type", "application/json", 405));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void wrong_headers_and_methods_are_refused(String method, String path, String name, String value, int status)
            throws Exception {
        HttpResponse<String> answer = RawRequest.to(API + path)
                .method(method)
                .as("admin")
                .header(name, value)
                .send();

        if (status < 400) {
            assertThat(answer.statusCode()).isEqualTo(status);
            return;
        }
        Refusal.of(answer, status);
        if (status == 405) {
            assertThat(answer.headers().firstValue("Allow").orElse("")).matches("[A-Z, ]*(GET|POST|PUT)[A-Z, ]*");
        }
    }

    @Test
    void options_tells_the_methods_and_nothing_else() throws Exception {
        HttpResponse<String> answer =
                RawRequest.to(API + "/runs").method("OPTIONS").as("viewer").send();

        assertThat(answer.statusCode()).isIn(200, 204, 403, 405);
        assertThat(answer.body()).doesNotContain("dev.silversmith", "Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", " ", "\"\""})
    void a_wrong_key_is_refused(String key) throws Exception {
        RawRequest request = RawRequest.to(API + "/runs")
                .method("POST")
                .as("operator")
                .type("application/json")
                .body("{\"select\": \"nope.nope\"}");
        String value = key.equals("x") ? "x".repeat(256) : key;

        Refusal.of(request.header("Idempotency-Key", value).send(), 400);
    }
}
