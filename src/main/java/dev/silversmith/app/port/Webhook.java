package dev.silversmith.app.port;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** The receiver of messages. */
public interface Webhook {

    /**
     * A message in one of its attempts.
     *
     * @param id the same in every attempt
     * @param body JSON text, the same in every attempt
     * @param attempt from 1
     * @param sentAt seconds since 1970, by the database's clock
     */
    record Message(UUID id, String body, int attempt, long sentAt) {}

    /** What became of an attempt. */
    enum Outcome {
        /** The receiver took the message. */
        TAKEN,
        /** It may be taken later. */
        FAILED,
        /** The receiver does not want it, nor any other. */
        GONE
    }

    /**
     * What became of an attempt.
     *
     * @param why one line for people, without any secret; empty for a message that was taken
     */
    record Answer(Outcome outcome, String why) {}

    /** Whether there is one. */
    boolean isOn();

    /** Sends messages at the same time, and answers for each of them within seconds. */
    Map<UUID, Answer> send(Collection<Message> messages);
}
