package dev.silversmith.app;

import dev.silversmith.app.port.MessageQueue;
import dev.silversmith.app.port.Webhook;
import dev.silversmith.app.port.Webhook.Answer;
import dev.silversmith.app.port.Webhook.Message;
import dev.silversmith.app.port.Webhook.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Delivers the outbox, every message at least once: its attempt is recorded before it is made, and the receiver is waited for outside of
 * any transaction. A message whose server is lost in the middle of an attempt is sent again, maybe for the second time; its id is the same.
 */
@ApplicationScoped
public class DeliverNotifications {

    private static final Logger LOG = Logger.getLogger(DeliverNotifications.class.getName());

    /** At once: behind a receiver that hangs the others wait for one round, some seconds. */
    private static final int MOST_AT_ONCE = 10;

    /** Far longer than an attempt can take. */
    private static final Duration HOLD = Duration.ofMinutes(2);

    private final MessageQueue queue;
    private final Webhook webhook;

    @Inject
    public DeliverNotifications(MessageQueue queue, Webhook webhook) {
        this.queue = queue;
        this.webhook = webhook;
    }

    DeliverNotifications() {
        this(null, null);
    }

    /** Sends messages that are due; does nothing where there is no webhook. */
    public void deliver() {
        if (!webhook.isOn()) {
            return;
        }
        List<Message> due = queue.claim(MOST_AT_ONCE, HOLD);
        if (!due.isEmpty()) {
            Map<UUID, Answer> answers = webhook.send(due);
            due.forEach(message -> settle(message, answers.get(message.id())));
        }
    }

    private void settle(Message message, Answer answer) {
        if (answer.outcome() == Outcome.TAKEN) {
            queue.delivered(message.id());
            return;
        }
        Optional<Duration> wait = answer.outcome() == Outcome.GONE
                ? Optional.empty()
                : DeliveryAttempts.waitAfter(
                        message.attempt(), ThreadLocalRandom.current().nextDouble());
        if (wait.isPresent()) {
            queue.postpone(message.id(), message.attempt(), wait.get(), answer.why());
        } else {
            queue.giveUp(message.id(), message.attempt(), answer.why());
            LOG.log(Level.WARNING, "message {0} of the webhook is given up after {1} attempts: {2}", new Object[] {
                message.id(), message.attempt(), answer.why()
            });
        }
    }
}
