package dev.silversmith.notify;

import dev.silversmith.app.port.Webhook;
import dev.silversmith.app.port.WebhookSettings;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Sends messages by POST. Of an answer only the status counts; redirects are not followed, for the receiver is who was configured. */
@ApplicationScoped
public class HttpWebhook implements Webhook {

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
    private static final int GONE = 410;
    private static final int LONGEST_WHY = 300;

    private final WebhookSettings settings;
    private final Duration longest;
    private final HttpClient client;

    @Inject
    public HttpWebhook(WebhookSettings settings) {
        this(settings, LONGEST_ANSWER);
    }

    /** @param longest time for the connection, and time for the answer */
    public HttpWebhook(WebhookSettings settings, Duration longest) {
        this.settings = settings;
        this.longest = longest;
        this.client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(longest)
                .build();
    }

    HttpWebhook() {
        this.settings = null;
        this.longest = null;
        this.client = null;
    }

    @Override
    public boolean isOn() {
        return settings.isOn();
    }

    @Override
    public Map<UUID, Answer> send(Collection<Message> messages) {
        URI url = settings.url().orElseThrow();
        WebhookKey key = WebhookKey.parse(settings.secret());
        Map<UUID, CompletableFuture<Answer>> sent = new LinkedHashMap<>();
        messages.forEach(message -> sent.put(message.id(), attempt(request(url, key, message))));
        Map<UUID, Answer> answers = new LinkedHashMap<>();
        sent.forEach((id, answer) -> answers.put(id, answer.join()));
        return answers;
    }

    private HttpRequest request(URI url, WebhookKey key, Message message) {
        String id = message.id().toString();
        return HttpRequest.newBuilder(url)
                .timeout(longest)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Silversmith")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(message.sentAt()))
                .header("webhook-signature", key.sign(id, message.sentAt(), message.body()))
                .POST(BodyPublishers.ofString(message.body()))
                .build();
    }

    /** The client's own time-out does not count what comes before the connection, such as a look-up of the host's name. */
    private CompletableFuture<Answer> attempt(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofInputStream())
                .orTimeout(longest.plus(longest).toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, fault) -> fault == null ? answer(response) : new Answer(Outcome.FAILED, why(fault)));
    }

    private static Answer answer(HttpResponse<InputStream> response) {
        leave(response.body());
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Answer(Outcome.TAKEN, "");
        }
        return new Answer(status == GONE ? Outcome.GONE : Outcome.FAILED, "the receiver answered " + status);
    }

    /** Nobody reads what a receiver says, however long it goes on. */
    private static void leave(InputStream body) {
        try {
            body.close();
        } catch (IOException itsConnectionIsGone) {
            // The status has arrived, and nothing else is wanted.
        }
    }

    private static String why(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof HttpTimeoutException || cause instanceof java.util.concurrent.TimeoutException) {
            return "the receiver did not answer in time";
        }
        if (cause instanceof ConnectException) {
            return "there is no connection to the receiver";
        }
        String text = OneLine.of(cause);
        return text.length() <= LONGEST_WHY ? text : text.substring(0, LONGEST_WHY) + "…";
    }
}
