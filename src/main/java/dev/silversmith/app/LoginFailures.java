package dev.silversmith.app;

import dev.silversmith.app.port.AuditTrail.Event;
import dev.silversmith.app.port.StateFormat;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells the audit trail of log-ins that failed.
 *
 * <p>They wait in memory for the next write: a log-in is answered whether the database is there or not, and whoever tries many names
 * neither holds the trail nor fills it faster than {@link #AT_ONCE} events a write. What he tried is nobody's act: its actor is
 * {@code anonymous}, the name that was given is the object.
 */
@ApplicationScoped
public class LoginFailures {

    static final int WAITING = 1000;
    static final int AT_ONCE = 100;

    private static final Logger LOG = Logger.getLogger(LoginFailures.class.getName());
    private static final String NOBODY = "anonymous";
    private static final int LONGEST_NAME = 100;

    private final KeepEvents trail;
    private final StateFormat format;
    private final Clock clock;
    private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>(WAITING);
    private final AtomicInteger lost = new AtomicInteger();

    /** For the container's proxy. */
    LoginFailures() {
        this(null, null, null);
    }

    @Inject
    public LoginFailures(KeepEvents trail, StateFormat format, Clock clock) {
        this.trail = trail;
        this.format = format;
        this.clock = clock;
    }

    /**
     * Somebody gave a wrong name or password.
     *
     * @param name as it was given
     * @param method basic or form
     * @param address where it came from
     */
    public void failed(String name, String method, String address) {
        add("login.failure", "user", name, method, address);
    }

    /** The door is closed to a name, for a while: what follows is refused without an event. */
    public void throttledUser(String name, String method, String address) {
        add("login.throttled", "user", name, method, address);
    }

    /** The door is closed to an address, for a while. */
    public void throttledAddress(String method, String address) {
        add("login.throttled", "address", address, method, address);
    }

    private void add(String action, String objectType, String objectId, String method, String address) {
        Map<String, String> what = new LinkedHashMap<>();
        what.put("method", method);
        what.put("address", shortened(address));
        what.put("at", clock.instant().toString());
        Event event = new Event(
                NOBODY,
                action,
                objectType,
                shortened(objectId),
                Optional.empty(),
                Optional.empty(),
                Optional.of(format.fields(what)));
        if (!waiting.offer(event)) {
            lost.incrementAndGet();
        }
    }

    private static String shortened(String text) {
        String line = OneLine.of(text);
        return line.codePointCount(0, line.length()) <= LONGEST_NAME
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
    }

    /** Writes some of those that wait; if it cannot, they go on waiting. One caller at a time. */
    public synchronized void write() {
        int untold = lost.getAndSet(0);
        if (untold > 0) {
            LOG.log(Level.WARNING, "the audit trail is not told of {0} failed log-ins: there are too many", untold);
        }
        List<Event> next = new ArrayList<>();
        waiting.stream().limit(AT_ONCE).forEach(next::add);
        if (!next.isEmpty()) {
            trail.keep(next);
            next.forEach(written -> waiting.poll());
        }
    }
}
