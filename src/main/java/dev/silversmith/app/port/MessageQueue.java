package dev.silversmith.app.port;

import dev.silversmith.app.port.Webhook.Message;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The outbox as its delivery sees it; each call is committed by itself, for between two of them somebody else is waited for. */
public interface MessageQueue {

    /**
     * Takes messages that are due, the longest due first, each for one attempt; nobody else gets them meanwhile.
     *
     * @param most how many at most
     * @param hold after which a message whose attempt was neither settled nor given up is due again: its server was lost
     */
    List<Message> claim(int most, Duration hold);

    /** The receiver has taken the message. */
    void delivered(UUID id);

    /** The attempt has failed; the next one is due after a wait. Nothing happens if another attempt was begun meanwhile. */
    void postpone(UUID id, int attempt, Duration wait, String why);

    /** The message is given up with this attempt. Nothing happens if another attempt was begun meanwhile. */
    void giveUp(UUID id, int attempt, String why);
}
