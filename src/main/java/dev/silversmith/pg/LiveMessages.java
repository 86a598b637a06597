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

    /** Messages of a round after which the next one follows at once; they may be long. */
    private static final int MANY = 20;

    private final Set<MessageDrain> underWay = ConcurrentHashMap.newKeySet();

    void add(MessageDrain drain) {
        underWay.add(drain);
    }

    void remove(MessageDrain drain) {
        underWay.remove(drain);
    }

    /** Takes what there is of all calls under way, again and again while much of it comes: what is not taken fills the memory. */
    public void round() {
        int taken = MANY;
        while (taken >= MANY) {
            taken = 0;
            for (MessageDrain drain : underWay) {
                taken += drained(drain);
            }
        }
    }

    private static int drained(MessageDrain drain) {
        try {
            return drain.drain();
        } catch (SQLException | RuntimeException fault) {
            // The call has just ended and closed its statement; its own thread takes the rest.
            LOG.log(Level.FINE, "messages could not be drained", fault);
            return 0;
        }
    }
}
