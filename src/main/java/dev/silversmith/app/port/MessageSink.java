package dev.silversmith.app.port;

import java.util.Optional;
import java.util.UUID;

/** Takes the messages that a procedure raises while it runs. Safe for many threads. */
public interface MessageSink {

    /**
     * One message.
     *
     * @param level debug, log, info, notice or warning
     */
    record Message(
            String level,
            String sqlState,
            String text,
            Optional<String> detail,
            Optional<String> hint,
            Optional<String> context) {}

    void accept(UUID stepId, Message message);

    /** Messages of level WARNING that have come of an attempt. */
    int warnings(UUID stepId);

    /** No more messages will come of this attempt. */
    void finished(UUID stepId);
}
