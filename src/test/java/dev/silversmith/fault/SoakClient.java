package dev.silversmith.fault;

import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.RandomGraph;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Somebody who wants runs, one after another: asks any server, asks again with the same key while there is no answer, cancels some, watches
 * them to their end and resumes some that did not succeed.
 */
final class SoakClient implements Runnable {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled");

    /** An answer that says nothing of the request, only of the server. */
    private static final Set<Integer> NOT_NOW = Set.of(404, 500, 502, 503, 504);

    private final String name;
    private final TestDatabase database;
    private final List<SoakServer> servers;
    private final List<RandomGraph> graphs;
    private final Random random;
    private final SoakLog log;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private volatile boolean leaving;

    SoakClient(
            String name,
            TestDatabase database,
            List<SoakServer> servers,
            List<RandomGraph> graphs,
            long seed,
            SoakLog log) {
        this.name = name;
        this.database = database;
        this.servers = servers;
        this.graphs = graphs;
        this.random = new Random(seed);
        this.log = log;
    }

    /** Lets it ask for no further run; what it has asked for it brings to its end. */
    void leave() {
        leaving = true;
    }

    @Override
    public void run() {
        try {
            for (int request = 1; !leaving; request++) {
                feed();
                run(name + "-" + request);
                Thread.sleep(random.nextInt(700));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            log.count("client gone");
            log.say(name + " is gone: " + fault);
        }
    }

    private void feed() {
        RandomGraph graph = graphs.get(random.nextInt(graphs.size()));
        int rows = 1 + random.nextInt(20);
        if (graph.loads().isEmpty()) {
            return;
        }
        String load = graph.loads().get(random.nextInt(graph.loads().size()));
        try (Connection superuser = database.asSuperuser()) {
            FaultWarehouse.feed(superuser, graph.warehouse().schema(), load, rows);
        } catch (SQLException | RuntimeException away) {
            log.count("feed lost");
        }
    }

    private void run(String key) throws InterruptedException {
        String body = graphs.get(random.nextInt(graphs.size())).request();
        boolean twice = random.nextInt(5) == 0;
        int cancelAfter = random.nextInt(6) == 0 ? random.nextInt(2_500) : -1;
        boolean resumes = random.nextInt(3) == 0;
        JsonObject run = insist("POST", "/runs", body, key);
        if (run == null || !run.containsKey("id")) {
            log.say("%s was refused: %s".formatted(key, run));
            log.count("requests refused");
            return;
        }
        log.count("requests");
        String id = run.getString("id");
        if (twice) {
            JsonObject again = insist("POST", "/runs", body, key);
            if (again != null && !id.equals(again.getString("id", ""))) {
                log.count("violation");
                log.announce("I5: key %s made run %s and then %s".formatted(key, id, again));
            }
        }
        if (cancelAfter >= 0) {
            Thread.sleep(cancelAfter);
            ask("POST", "/runs/" + id + "/cancel", "", "");
            log.count("cancels");
        }
        String end = awaitEnd(id);
        if (resumes && !leaving && !end.equals("succeeded")) {
            ask("POST", "/runs/" + id + "/resume", "{\"reason\": \"the soak wants it\"}", "");
            log.count("resumes");
            awaitEnd(id);
        }
    }

    private String awaitEnd(String id) throws InterruptedException {
        while (true) {
            Map.Entry<Integer, JsonObject> answer = ask("GET", "/runs/" + id + "?wait=PT3S", "", "");
            if (answer.getKey() == 200 && ENDS.contains(answer.getValue().getString("status"))) {
                return answer.getValue().getString("status");
            }
            Thread.sleep(200);
        }
    }

    /** Asks until somebody has answered. */
    private JsonObject insist(String method, String path, String body, String key) throws InterruptedException {
        while (true) {
            Map.Entry<Integer, JsonObject> answer = ask(method, path, body, key);
            if (answer.getKey() > 0 && !NOT_NOW.contains(answer.getKey())) {
                return answer.getValue();
            }
            Thread.sleep(300);
        }
    }

    /** The status and the body; 0 if there was no answer. */
    private Map.Entry<Integer, JsonObject> ask(String method, String path, String body, String key)
            throws InterruptedException {
        SoakServer server = servers.get(random.nextInt(servers.size()));
        String login = Base64.getEncoder().encodeToString("operator:operator".getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/api/v1" + path))
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            log.count("answers " + answer.statusCode());
            if (answer.statusCode() == 500) {
                log.say("%s %s of %s: %s".formatted(method, path, server.name(), answer.body()));
            }
            return Map.entry(answer.statusCode(), parsed(answer.body()));
        } catch (IOException noAnswer) {
            log.count("answers lost");
            return Map.entry(0, JsonObject.EMPTY_JSON_OBJECT);
        }
    }

    private static JsonObject parsed(String body) {
        if (!body.startsWith("{")) {
            return JsonObject.EMPTY_JSON_OBJECT;
        }
        try (var reader = Json.createReader(new StringReader(body))) {
            return reader.readObject();
        }
    }
}
