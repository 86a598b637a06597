package dev.silversmith.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** A request as no decent client would send it. */
public final class RawRequest {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpRequest.Builder request;
    private String method = "GET";
    private byte[] body = new byte[0];
    private boolean chunked;

    private RawRequest(URI address) {
        this.request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60));
    }

    /** To an address; the path and query as they are. */
    public static RawRequest to(String address) {
        return new RawRequest(URI.create(address));
    }

    public RawRequest method(String name) {
        method = name;
        return this;
    }

    /** As a user whose password is his name. */
    public RawRequest as(String user) {
        return as(user, user);
    }

    public RawRequest as(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    public RawRequest header(String name, String value) {
        request.header(name, value);
        return this;
    }

    public RawRequest type(String contentType) {
        return header("Content-Type", contentType);
    }

    public RawRequest body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawRequest body(byte[] bytes) {
        body = bytes;
        return this;
    }

    /** Sends the body without saying how long it is. */
    public RawRequest chunked() {
        chunked = true;
        return this;
    }

    public HttpResponse<String> send() throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher = chunked
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                : BodyPublishers.ofByteArray(body);
        return HTTP.send(request.method(method, publisher).build(), BodyHandlers.ofString());
    }
}
