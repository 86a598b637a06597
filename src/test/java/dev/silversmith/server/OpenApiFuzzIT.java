package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.server.Fuzz.Request;
import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiDocument;
import dev.silversmith.testing.ApiDocument.Operation;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the document with values that nobody expects, as every role: refused in the documented way, never with a fault and
 * never with a word of the inside. {@code -Dfuzz.rounds=100} for more, {@code -Dfuzz.seed=} for others.
 */
@ArquillianTest
class OpenApiFuzzIT {

    private static final List<String> USERS =
            List.of("viewer", "engineer", "operator", "approver", "auditor", "admin", "nobody");
    private static final long SEED = Long.getLong("fuzz.seed", 20261123L);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 10);
    private static final int AT_ONCE = 4;

    private static final Pattern INSIDE = Pattern.compile(
            "exception|\\n\\s*at [a-z.]+\\(|dev\\.silversmith|jakarta\\.|java\\.(lang|util|io|net|time)|org\\.(postgresql|jboss|apache)"
                    + "|com\\.ibm|jdbc:|sql ?state: ?[0-9A-Z]{5}|syntax error at|silversmith_(app|warehouse)|stacktrace",
            Pattern.CASE_INSENSITIVE);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ApiDocument document = ApiDocument.read(new ApiClient(TestServer.baseUrl(), "viewer")
            .get("/openapi")
            .expect(200)
            .body());
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger byContainer = new AtomicInteger();
    private final Map<Integer, AtomicInteger> byStatus = new ConcurrentHashMap<>();

    @Test
    void no_value_whatever_makes_an_operation_fail_or_tell_of_the_inside() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            JsonObject run = warehouse
                    .procedure("fuzzed", "other", List.of(), "")
                    .register()
                    .run("");
            String step = warehouse.steps(run).get("fuzzed").getString("id");
            List<Callable<Void>> calls = new ArrayList<>();
            for (Operation operation : document.operations().values()) {
                boolean ofStep = operation.path().startsWith("/steps/");
                Map<String, String> own = Map.of(
                        "id",
                        ofStep ? step : run.getString("id"),
                        "name",
                        warehouse.schema() + ".fuzzed",
                        "Idempotency-Key",
                        "fuzz " + warehouse.schema());
                for (String user : USERS) {
                    Random random = new Random(SEED * 31 + (operation.name() + user).hashCode());
                    Fuzz fuzz = new Fuzz(random, operation, own);
                    for (int round = 0; round < ROUNDS; round++) {
                        Request request = fuzz.next();
                        calls.add(() -> call(operation, request, user));
                    }
                }
            }
            long start = System.nanoTime();
            all(calls);
            report(calls.size(), Duration.ofNanos(System.nanoTime() - start));
        }

        assertThat(faults).isEmpty();
        assertThat(byStatus.keySet()).contains(200, 400, 403, 404, 406, 415, 422);
    }

    @Test
    void methods_that_a_path_does_not_have_are_refused_with_those_that_it_has() throws Exception {
        for (String path : document.json().getJsonObject("paths").keySet()) {
            String target =
                    path.replace("{id}", "00000000-0000-0000-0000-000000000000").replace("{name}", "a.b");
            for (String method : List.of("DELETE", "PATCH", "PUT", "POST")) {
                if (!document.operations().containsKey(method + " " + path)) {
                    HttpResponse<InputStream> answer = send(
                            new Request(method, target, Map.of("Content-Type", "application/json"), "{}", false),
                            "admin");
                    String body = text(answer);
                    assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(405);
                    assertThat(document.faults("Problem405", body))
                            .as(method + " " + path)
                            .isEmpty();
                    assertThat(answer.headers().firstValue("Allow")).isPresent();
                }
            }
        }
    }

    private static void all(List<Callable<Void>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (Future<Void> done : threads.invokeAll(calls)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The figures, where whoever reads the build's output finds them. */
    private void report(int requests, Duration time) {
        String line =
                "fuzz: seed %d, %d requests of %d operations as %d users in %d ms; by status %s, %d of them refused by the container itself"
                        .formatted(
                                SEED,
                                requests,
                                document.operations().size(),
                                USERS.size(),
                                time.toMillis(),
                                new TreeMap<>(byStatus),
                                byContainer.get());
        Logger.getLogger(OpenApiFuzzIT.class.getName()).info(line);
    }

    private Void call(Operation operation, Request request, String user) throws Exception {
        HttpResponse<InputStream> answer = send(request, user);
        int status = answer.statusCode();
        byStatus.computeIfAbsent(status, key -> new AtomicInteger()).incrementAndGet();
        boolean stream = answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        String body = stream ? "" : text(answer);
        if (stream) {
            answer.body().close();
        }
        List<String> wrong = new ArrayList<>();
        if (status >= 500 && !(status == 503 && operation.path().endsWith("events"))) {
            wrong.add("a fault");
        }
        if (status >= 400
                && (INSIDE.matcher(body).find()
                        || INSIDE.matcher(answer.headers().map().toString()).find())) {
            wrong.add("tells of the inside");
        }
        if (status == 400 && request.refusedByContainer() && body.contains("CWWWC0005I")) {
            byContainer.incrementAndGet();
        } else if (!request.astray()) {
            wrong.addAll(document.faults(operation, answer, body));
        } else if (status >= 400) {
            wrong.addAll(document.faults("Problem", body));
        }
        if (!wrong.isEmpty()) {
            faults.add("%s as %s: %d, %s: %s"
                    .formatted(request, user, status, wrong, body.substring(0, Math.min(500, body.length()))));
        }
        return null;
    }

    private static HttpResponse<InputStream> send(Request request, String user)
            throws IOException, InterruptedException {
        String pair = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder sent = HttpRequest.newBuilder(
                        URI.create(TestServer.baseUrl() + "/api/v1" + request.target()))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Basic " + pair)
                .method(request.method(), BodyPublishers.ofString(request.body()));
        request.headers().forEach(sent::header);
        return HTTP.send(sent.build(), BodyHandlers.ofInputStream());
    }

    private static String text(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
