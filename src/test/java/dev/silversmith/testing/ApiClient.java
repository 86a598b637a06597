package dev.silversmith.testing;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** The API as any client speaks to it. */
public final class ApiClient {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final String authorization;

    /**
     * A client.
     *
     * @param baseUrl the server, without a slash at its end
     * @param user whose password is the same
     */
    public ApiClient(String baseUrl, String user) {
        this.base = baseUrl + "/api/v1";
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    }

    /** An answer. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public JsonObject json() {
            try (var reader = Json.createReader(new StringReader(body()))) {
                return reader.readObject();
            }
        }

        public JsonArray items() {
            return json().getJsonArray("items");
        }

        /** This answer, if it is what was expected; else a failure with the answer's text. */
        public Answer expect(int status) {
            if (status() != status) {
                throw new AssertionError("expected %d, got %d: %s".formatted(status, status(), body()));
            }
            return this;
        }
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    /** Posts JSON with further headers, given as names and values. */
    public Answer post(String path, String json, String... headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public Answer put(String path, String contentType, String body) {
        return send(request(path).header("Content-Type", contentType).PUT(BodyPublishers.ofString(body)));
    }

    /** Requests a run under a new key. */
    public Answer run(String json) {
        return run(json, UUID.randomUUID().toString());
    }

    public Answer run(String json, String key) {
        return post("/runs", json, "Idempotency-Key", key);
    }

    /** Requests a run and waits for its end. */
    public JsonObject runToEnd(String json) {
        return awaitEnd(run(json).expect(201).json().getString("id"));
    }

    public JsonObject awaitEnd(String runId) {
        return get("/runs/" + runId + "?wait=PT5M").expect(200).json();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", authorization);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", interrupted);
        }
    }
}
