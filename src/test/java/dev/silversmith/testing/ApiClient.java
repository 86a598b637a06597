package dev.silversmith.testing;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** The REST API over HTTP as one user, who names himself by Basic on every request. */
public final class ApiClient {

    private static final String JSON = "application/json";
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(6);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI api;
    private final String credentials;

    /**
     * A client of one user.
     *
     * @param server the server's address without a path, {@code http://localhost:9080}
     */
    public ApiClient(URI server, String user, String password) {
        this.api = server.resolve("/api/v1/");
        this.credentials =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What the server said.
     *
     * @param status the HTTP status
     * @param body the body's text, whatever its type
     */
    public record Answer(int status, String body) {

        /** The body as an object. */
        public JsonObject json() {
            try (var reader = Json.createReader(new StringReader(body))) {
                return reader.readObject();
            }
        }

        public boolean isOk() {
            return status / 100 == 2;
        }
    }

    /** Asks for a path under {@code /api/v1/}, with its query. */
    public Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    public Answer post(String path, JsonObject body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", JSON).POST(BodyPublishers.ofString(body.toString())));
    }

    /** Posts with the header that makes a request safe to repeat. */
    public Answer post(String path, String idempotencyKey, JsonObject body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", JSON)
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body.toString())));
    }

    public Answer put(String path, String mediaType, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", mediaType).PUT(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api.resolve(path)).timeout(LONGEST_ANSWER).header("Authorization", credentials);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }
}
