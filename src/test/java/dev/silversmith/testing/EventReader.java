package dev.silversmith.testing;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Reads a stream of server-sent events as it comes. */
public final class EventReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** An event; its id is empty inside a burst. */
    public record Received(String name, String id, String data) {

        public JsonObject json() {
            try (var reader = Json.createReader(new StringReader(data))) {
                return reader.readObject();
            }
        }
    }

    private final List<Received> events = new CopyOnWriteArrayList<>();
    private final Stream<String> lines;
    private final Thread thread;

    private EventReader(Stream<String> lines) {
        this.lines = lines;
        this.thread = new Thread(this::read, "event reader");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens a stream.
     *
     * @param url of the server, without a slash at its end
     * @param path behind {@code /api/v1}
     * @param headers names and values
     */
    public static EventReader open(String url, String path, String user, String... headers) {
        String basic = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + "/api/v1" + path)).header("Authorization", "Basic " + basic);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                throw new AssertionError("status " + answer.statusCode());
            }
            return new EventReader(answer.body());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a stream was opened", interrupted);
        }
    }

    private void read() {
        String[] event = {"", "", ""};
        try {
            lines.forEach(line -> {
                if (line.isEmpty() && !event[0].isEmpty()) {
                    events.add(new Received(event[0], event[1], event[2]));
                    Arrays.fill(event, "");
                }
                take(line, "event: ", event, 0);
                take(line, "id: ", event, 1);
                take(line, "data: ", event, 2);
            });
        } catch (UncheckedIOException cut) {
            // Closed, by either side: what has come is there.
        }
    }

    private static void take(String line, String prefix, String[] event, int place) {
        if (line.startsWith(prefix)) {
            event[place] = line.substring(prefix.length());
        }
    }

    /** What has come so far. */
    public List<Received> events() {
        return List.copyOf(events);
    }

    public List<Received> events(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    /** The first event that is as wanted, once it is there. */
    public Received await(String what, Predicate<Received> wanted) {
        Awaitility.await(what).atMost(PATIENCE).until(() -> events.stream().anyMatch(wanted));
        return events.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** The position behind all that has come, once its burst is whole. */
    public String awaitPosition() {
        Awaitility.await("the end of a burst").atMost(PATIENCE).until(() -> !last().id()
                .isEmpty());
        return last().id();
    }

    private Received last() {
        return events.get(events.size() - 1);
    }

    /** Waits until the server has ended the stream. */
    public EventReader awaitClosed() {
        Awaitility.await("the stream's end").atMost(PATIENCE).until(() -> !thread.isAlive());
        return this;
    }

    @Override
    public void close() {
        lines.close();
    }
}
