package dev.silversmith.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of the webhook on this machine: keeps what it was sent, and answers as a test wants. */
public final class WebhookReceiver implements AutoCloseable {

    /** What every receiver of the tests shares with every sender. */
    public static final String SECRET = "the webhook's secret of all the tests";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Function<Received, Integer> answers = message -> 204;

    private WebhookReceiver(HttpServer server) {
        this.server = server;
    }

    /**
     * A message as it came.
     *
     * @param genuine whether the signature is that of id, time and body under {@link #SECRET}
     */
    public record Received(String id, long timestamp, boolean genuine, String contentType, String body) {

        public JsonObject json() {
            try (var reader = Json.createReader(new StringReader(body))) {
                return reader.readObject();
            }
        }
    }

    public static WebhookReceiver start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            WebhookReceiver receiver = new WebhookReceiver(server);
            server.createContext("/hook", receiver::take);
            server.setExecutor(receiver.threads);
            server.start();
            return receiver;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /** The status of the answer to each further message; it may take its time, or be 0 for a connection that is cut. */
    public void answer(Function<Received, Integer> status) {
        answers = status;
    }

    /** Everything that came, in this order. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** What came in whose body this text is, for example a run's id. */
    public List<Received> about(String text) {
        return received.stream()
                .filter(message -> message.body().contains(text))
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        String time = exchange.getRequestHeaders().getFirst("webhook-timestamp");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean genuine = exchange.getRequestMethod().equals("POST")
                && ("v1," + signature(id + "." + time + "." + body))
                        .equals(exchange.getRequestHeaders().getFirst("webhook-signature"));
        Received message = new Received(
                id, Long.parseLong(time), genuine, exchange.getRequestHeaders().getFirst("Content-Type"), body);
        received.add(message);
        int status = answers.apply(message);
        if (status > 0) {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        }
        exchange.close();
    }

    private static String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
