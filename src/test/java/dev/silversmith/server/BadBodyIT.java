package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Refusal;
import dev.silversmith.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are wrong in every way: 4xx with the place of the mistake, never 5xx, never a word of the inside. */
@ArquillianTest
class BadBodyIT {

    private static final String API = TestServer.baseUrl() + "/api/v1";
    private static final int MEGABYTE = 1024 * 1024;

    /** Bodies of POST /plans and POST /runs: status and pointer, the empty one where there is no place. */
    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments("nothing", "", 400, ""),
                arguments("no object", "[1]", 400, ""),
                arguments("trailing garbage", "{} x", 400, ""),
                arguments("a second object", "{}{}", 400, ""),
                arguments("an open object", "{\"select\": \"a\"", 400, ""),
                arguments("a byte order mark", "\uFEFF{}", 400, ""),
                arguments("a comment", "{} // x", 400, ""),
                arguments("single quotes", "{'select': 'a'}", 400, ""),
                arguments("NaN", "{\"maxParallel\": NaN}", 400, ""),
                arguments("Infinity", "{\"maxParallel\": -Infinity}", 400, ""),
                arguments("a leading zero", "{\"maxParallel\": 08}", 400, ""),
                arguments("U+0000 as an escape", "{\"select\": \"a\\u0000\"}", 400, "/select"),
                arguments("U+0000 in a key", "{\"a\\u0000\": 1}", 400, ""),
                arguments("U+0000 raw", "{\"select\": \"a\0\"}", 400, ""),
                arguments("a tab in a text", "{\"select\": \"a\tb\"}", 400, ""),
                arguments("half a surrogate pair", "{\"select\": \"\\ud83d\"}", 400, "/select"),
                arguments("a pair the wrong way round", "{\"exclude\": \"\\ude00\\ud83d\"}", 400, "/exclude"),
                arguments("a key twice", "{\"mode\": \"incremental\", \"mode\": \"full\"}", 400, "/mode"),
                arguments("a key twice by an escape", "{\"mode\": \"full\", \"m\\u006fde\": \"full\"}", 400, "/mode"),
                arguments(
                        "a key twice inside",
                        "{\"parameters\": {\"a.b\": {\"x\": 1, \"x\": 2}}}",
                        400,
                        "/parameters/a.b/x"),
                arguments(
                        "nesting",
                        "{\"select\": " + "[".repeat(1000) + "]".repeat(1000) + "}",
                        400,
                        "/select" + "/0".repeat(31)),
                arguments("a long key", "{\"" + "k".repeat(MEGABYTE) + "\": 1}", 400, ""),
                arguments("a long number", "{\"maxParallel\": " + "1".repeat(2000) + "}", 400, "/maxParallel"),
                arguments("an exponent beyond ints", "{\"maxParallel\": 1E99999999999}", 400, "/maxParallel"),
                arguments("1e400", "{\"maxParallel\": 1e400}", 422, "/maxParallel"),
                arguments("1e-400", "{\"maxParallel\": 1e-400}", 422, "/maxParallel"),
                arguments("1E999999999", "{\"maxParallel\": 1E999999999}", 422, "/maxParallel"),
                arguments("40 digits", "{\"maxParallel\": " + "9".repeat(40) + "}", 422, "/maxParallel"),
                arguments("too small a number", "{\"maxParallel\": 0}", 422, "/maxParallel"),
                arguments("more lanes than there are", "{\"maxParallel\": 33}", 422, "/maxParallel"),
                arguments("a text for a number", "{\"maxParallel\": \"4\"}", 422, "/maxParallel"),
                arguments("a number for a text", "{\"select\": 4}", 422, "/select"),
                arguments("a list for a text", "{\"select\": [\"a\"]}", 422, "/select"),
                arguments("a text for a flag", "{\"dryRun\": \"false\"}", 422, "/dryRun"),
                arguments("a text for an object", "{\"parameters\": \"x\"}", 422, "/parameters"),
                arguments("another word", "{\"mode\": \"FULL\"}", 422, "/mode"),
                arguments("a wide word", "{\"mode\": \"\uFF46\uFF55\uFF4C\uFF4C\"}", 422, "/mode"),
                arguments("a long word", "{\"mode\": \"" + "x".repeat(MEGABYTE) + "\"}", 422, "/mode"),
                arguments("no date", "{\"businessDate\": \"2026-02-30\"}", 422, "/businessDate"),
                arguments("a date beyond", "{\"businessDate\": \"+999999999-12-31\"}", 422, "/businessDate"),
                arguments("a date before", "{\"businessDate\": \"-0001-12-31\"}", 422, "/businessDate"),
                arguments("no zone", "{\"timeZone\": \"Mars/Olympus\"}", 422, "/timeZone"),
                arguments("a long zone", "{\"timeZone\": \"" + "Z".repeat(MEGABYTE) + "\"}", 422, "/timeZone"),
                arguments("an unknown field", "{\"status\": \"succeeded\"}", 422, "/status"),
                arguments("a field of the answer", "{\"requestedBy\": \"admin\"}", 422, "/requestedBy"),
                arguments("an odd field", "{\"a/b~c\": 1}", 422, "/a~1b~0c"),
                arguments("no name", "{\"parameters\": {\"x\": {\"p\": 1}}}", 422, "/parameters/x"),
                arguments("a list for a value", "{\"parameters\": {\"a.b\": {\"x\": []}}}", 422, "/parameters/a.b/x"),
                arguments(
                        "a value of 1E999999999",
                        "{\"parameters\": {\"a.b\": {\"x\": 1E999999999}}}",
                        422,
                        "/parameters/a.b/x"),
                arguments(
                        "a value of 10 MB",
                        "{\"parameters\": {\"a.b\": {\"x\": \"" + "v".repeat(10 * MEGABYTE) + "\"}}}",
                        413,
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void a_wrong_body_is_refused_at_its_place_by_every_endpoint_that_takes_one(
            String name, String body, int status, String pointer) throws Exception {
        for (String path : List.of("/plans", "/runs")) {
            HttpResponse<String> answer = post(path).body(body).send();

            Refusal refusal = Refusal.of(answer, status);
            assertThat(refusal.pointers()).isEqualTo(pointer.isEmpty() ? List.of() : List.of(pointer));
        }
    }

    static Stream<Arguments> bytes() throws IOException {
        byte[] plain = "{}".getBytes(StandardCharsets.US_ASCII);
        byte[] large = (" ".repeat(3 * MEGABYTE) + "{}").getBytes(StandardCharsets.US_ASCII);
        return Stream.of(
                arguments("not UTF-8", new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'}, "identity", 400),
                arguments(
                        "half a surrogate pair",
                        new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80},
                        "identity",
                        400),
                arguments("UTF-16", "{}".getBytes(StandardCharsets.UTF_16), "identity", 400),
                arguments(
                        "packed well, with a mistake inside",
                        gzip("{\"select\": 4}".getBytes(StandardCharsets.US_ASCII)),
                        "gzip",
                        422),
                arguments("packed and too large", gzip(large), "gzip", 413),
                arguments("a bomb", gzip(new byte[100 * MEGABYTE]), "gzip", 413),
                arguments("not packed though it says so", plain, "gzip", 400),
                arguments("packed and cut off", java.util.Arrays.copyOf(gzip(large), 100), "gzip", 400),
                arguments("packed in another way", plain, "br", 415),
                arguments("packed twice", gzip(gzip(plain)), "gzip, gzip", 415));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bytes")
    void bytes_that_are_no_text_are_refused(String name, byte[] body, String encoding, int status) throws Exception {
        HttpResponse<String> answer = post("/plans")
                .header("Content-Encoding", encoding)
                .body(body)
                .chunked()
                .send();

        Refusal.of(answer, status);
    }

    static Stream<Arguments> files() {
        String bomb = IntStream.range(1, 12)
                .mapToObj(i -> "a%d: &a%d [%s]"
                        .formatted(i, i, "*a%d,".formatted(i - 1).repeat(9)))
                .collect(java.util.stream.Collectors.joining("\n", "a0: &a0 [x]\n", "\n"));
        return Stream.of(
                arguments("nothing", "", 422),
                arguments("JSON of another kind", "[]", 422),
                arguments("aliases upon aliases", "version: 1\n" + bomb, 422),
                arguments("itself", "version: 1\nprocedures: &p\n  a.b: *p\n", 422),
                arguments("a tag of a class", "version: 1\nprocedures: !!javax.script.ScriptEngineManager [x]\n", 422),
                arguments("nesting", "version: 1\nprocedures: " + "[".repeat(100_000), 422),
                arguments("a key twice", "version: 1\nversion: 1\n", 422),
                arguments("two documents", "version: 1\n---\nversion: 1\n", 422),
                arguments("U+0000", "version: 1\ndescription: \"a\\0b\"\n", 422),
                arguments("U+0000 raw", "version: 1\nprocedures: {a.b: {description: \"\0\"}}\n", 422),
                arguments("U+0000 in a description", "version: 1\nprocedures: {a.b: {description: \"\\0\"}}\n", 422),
                arguments("half a pair", "version: 1\nprocedures: {a.b: {description: \"\\ud83d\"}}\n", 422),
                arguments("an unknown field", "version: 1\nnope: 1\n", 422),
                arguments("another version", "version: 1e400\n", 422),
                arguments("very many mistakes", "version: 1\n" + "? \n".repeat(2 * MEGABYTE), 422),
                arguments("9 MB", "#".repeat(9 * MEGABYTE), 413));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void a_wrong_catalog_file_is_refused_at_its_place(String name, String file, int status) throws Exception {
        HttpResponse<String> answer = RawRequest.to(API + "/catalog?dryRun=true")
                .method("PUT")
                .as("engineer")
                .type("application/yaml")
                .body(file)
                .chunked()
                .send();

        Refusal refusal = Refusal.of(answer, status);
        assertThat(answer.body().length()).isLessThan(4 * MEGABYTE);
        if (status == 422) {
            assertThat(refusal.pointers()).isNotEmpty();
        }
    }

    @Test
    void an_answer_is_not_many_times_as_long_as_its_request() throws Exception {
        String fields = IntStream.range(0, 100_000)
                .mapToObj("\"k%d\": []"::formatted)
                .collect(java.util.stream.Collectors.joining(",", "{\"parameters\": {\"a.b\": {", "}}}"));

        HttpResponse<String> answer = post("/plans").body(fields).send();

        assertThat(Refusal.of(answer, 422).pointers()).hasSize(100);
    }

    private static RawRequest post(String path) {
        return RawRequest.to(API + path)
                .method("POST")
                .as("operator")
                .type("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }
}
