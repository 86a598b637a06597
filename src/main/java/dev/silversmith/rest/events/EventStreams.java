package dev.silversmith.rest.events;

import dev.silversmith.app.ServerStop;
import dev.silversmith.app.SteadyClock;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Everybody who watches on this server. Nobody holds a thread or a connection to the database; while nobody watches, nobody looks. */
@ApplicationScoped
public class EventStreams {

    private static final Logger LOG = Logger.getLogger(EventStreams.class.getName());

    static final int MOST_WATCHERS = 500;

    private static final long LOOK_AGAIN_MILLIS = 500;
    private static final long BEAT_AGAIN_MILLIS = 1000;
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Look look;
    private final SteadyClock clock;
    private final ServerStop stop;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean beating = new AtomicBoolean();

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    public EventStreams(Look look, SteadyClock clock, ServerStop stop) {
        this.look = look;
        this.clock = clock;
        this.stop = stop;
    }

    EventStreams() {
        this(null, null, null);
    }

    /** Refuses one more watcher while there are very many. */
    void checkRoom() {
        if (watchers.size() >= MOST_WATCHERS) {
            throw new ProblemException(
                    Problem.TOO_MANY_STREAMS,
                    "%d live streams are open on this server; ask for the run itself, every few seconds"
                            .formatted(MOST_WATCHERS));
        }
    }

    /**
     * Begins to tell somebody what happens.
     *
     * @param after where another stream has ended; empty, or no position of this database, for how things stand
     */
    void open(Outlet outlet, Wish wish, Optional<String> after) {
        Watcher watcher = new Watcher(
                new Channel(outlet, executor), wish, after, clock.instant().plus(LONGEST));
        watcher.greet(clock.instant(), Duration.ZERO);
        watchers.add(watcher);
        lookSoon();
        beatSoon();
    }

    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            var unused = executor.schedule(this::round, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Apart from the looks, which may wait for a database that does not answer. */
    private void beatSoon() {
        if (beating.compareAndSet(false, true)) {
            var unused = executor.schedule(this::beat, BEAT_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends the streams whose time has come, and says that the others are alive. */
    private void beat() {
        try {
            Instant now = clock.instant();
            watchers.stream().filter(one -> stop.hasBegun() || one.isAtEnd(now)).forEach(Watcher::close);
            watchers.removeIf(Watcher::isGone);
            watchers.forEach(one -> one.greet(now, SILENCE));
        } finally {
            beating.set(false);
            if (!watchers.isEmpty()) {
                beatSoon();
            }
        }
    }

    /** Whatever goes wrong, the next look comes. */
    private void round() {
        try {
            watchers.removeIf(Watcher::isGone);
            look(clock.instant());
        } finally {
            looking.set(false);
            if (!watchers.isEmpty()) {
                lookSoon();
            }
        }
    }

    /** While the database cannot be reached, the streams stay as they are and go on later. */
    private void look(Instant now) {
        List<Watcher> due = watchers.stream().filter(one -> one.isDue(now)).toList();
        if (due.isEmpty()) {
            return;
        }
        try {
            look.serve(due, now);
        } catch (RuntimeException fault) {
            LOG.log(Level.FINE, "nobody knows what has changed in the runs", fault);
        }
    }
}
