package dev.silversmith.pg;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Drains the messages of every call under way; {@link #round()} is called several times a second. */
@ApplicationScoped
public class LiveMessages {

    private static final Logger LOG = Logger.getLogger(LiveMessages.class.getName());

    private final Set<MessageDrain> underWay = ConcurrentHashMap.newKeySet();

    void add(MessageDrain drain) {
        underWay.add(drain);
    }

    void remove(MessageDrain drain) {
        underWay.remove(drain);
    }

    /** One round over all calls under way. */
    public void round() {
        for (MessageDrain drain : underWay) {
            try {
                drain.drain();
            } catch (SQLException | RuntimeException fault) {
                // The call has just ended and closed its statement; its own thread takes the rest.
                LOG.log(Level.FINE, "messages could not be drained", fault);
            }
        }
    }
}
