package dev.silversmith.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.Webhook.Answer;
import dev.silversmith.app.port.Webhook.Message;
import dev.silversmith.app.port.Webhook.Outcome;
import dev.silversmith.app.port.WebhookSettings;
import dev.silversmith.testing.WebhookReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real receiver on this machine. */
class HttpWebhookTest {

    private WebhookReceiver receiver;

    @BeforeEach
    void start() {
        receiver = WebhookReceiver.start();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private static HttpWebhook webhook(URI url, Duration longest) {
        return new HttpWebhook(new WebhookSettings(Optional.of(url), WebhookReceiver.SECRET), longest);
    }

    private HttpWebhook webhook() {
        return webhook(receiver.url(), Duration.ofSeconds(10));
    }

    private static Message message(String body) {
        return new Message(UUID.randomUUID(), body, 1, 1795430544);
    }

    private static Answer sent(HttpWebhook webhook, Message message) {
        return webhook.send(List.of(message)).get(message.id());
    }

    @Test
    void the_receiver_finds_a_signed_message_of_this_id_and_time() {
        Message message = message("{\"text\": \"Größe ✓\"}");

        Answer answer = sent(webhook(), message);

        assertThat(answer.outcome()).isEqualTo(Outcome.TAKEN);
        assertThat(receiver.received())
                .containsExactly(new WebhookReceiver.Received(
                        message.id().toString(), 1795430544, true, "application/json", message.body()));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 400, 401, 404, 429, 500, 503})
    void any_answer_but_a_2xx_is_a_failure_and_a_redirect_is_not_followed(int status) {
        receiver.answer(message -> status);

        Answer answer = sent(webhook(), message("{}"));

        assertThat(answer).isEqualTo(new Answer(Outcome.FAILED, "the receiver answered " + status));
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void a_receiver_that_is_gone_says_so() {
        receiver.answer(message -> 410);

        assertThat(sent(webhook(), message("{}")).outcome()).isEqualTo(Outcome.GONE);
    }

    @Test
    void nobody_listening_is_a_failure() {
        URI nowhere = receiver.url();
        receiver.close();

        assertThat(sent(webhook(nowhere, Duration.ofSeconds(10)), message("{}")))
                .isEqualTo(new Answer(Outcome.FAILED, "there is no connection to the receiver"));
    }

    @Test
    void a_connection_that_is_cut_is_a_failure_in_one_line_without_secrets() {
        receiver.answer(message -> 0);

        Answer answer = sent(webhook(), message("{}"));

        assertThat(answer.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(answer.why()).isNotBlank().doesNotContain("\n", WebhookReceiver.SECRET);
    }

    /** The others do not wait behind it, and it is waited for no longer than said. */
    @Test
    void a_receiver_that_never_answers_fails_in_time_and_delays_no_other_message() {
        CountDownLatch hanging = new CountDownLatch(1);
        receiver.answer(message -> {
            if (message.body().contains("slow")) {
                await(hanging);
            }
            return 200;
        });
        Message slow = message("{\"slow\": true}");
        List<Message> all = new java.util.ArrayList<>(List.of(slow));
        IntStream.range(0, 9).forEach(number -> all.add(message("{}")));

        long before = System.nanoTime();
        Map<UUID, Answer> answers =
                webhook(receiver.url(), Duration.ofMillis(500)).send(all);
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        hanging.countDown();

        assertThat(answers.get(slow.id())).isEqualTo(new Answer(Outcome.FAILED, "the receiver did not answer in time"));
        assertThat(answers.values().stream().filter(answer -> answer.outcome() == Outcome.TAKEN))
                .hasSize(9);
        assertThat(took).isLessThan(Duration.ofSeconds(10));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its status is enough; were the body read, this would never end. */
    @Test
    void an_answer_without_an_end_is_not_read() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread endless = new Thread(() -> answerForEver(socket));
            endless.start();
            URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");

            assertThat(sent(webhook(url, Duration.ofSeconds(10)), message("{}")).outcome())
                    .isEqualTo(Outcome.TAKEN);
            endless.join(10_000);
            assertThat(endless.isAlive()).isFalse();
        }
    }

    private static void answerForEver(ServerSocket socket) {
        try (Socket connection = socket.accept()) {
            connection.getInputStream().read(new byte[64]);
            var out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("1\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException theOtherSideHasLeft) {
            // as it should
        }
    }

    @Test
    void nothing_says_the_secret_or_the_address() {
        WebhookSettings settings = new WebhookSettings(Optional.of(receiver.url()), WebhookReceiver.SECRET);

        assertThat(settings.toString()).doesNotContain(WebhookReceiver.SECRET, "127.0.0.1");
    }
}
