package dev.silversmith.rest.web;

import dev.silversmith.app.SteadyClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Slows down the guessing of passwords, and callers that name nobody: ten wrong passwords of a user from an address, a hundred from an
 * address, or a thousand requests of an address without any close the door to them for the rest of the minute.
 *
 * <p>The right password is refused too while the door is closed to its user, so that an answer tells nothing. Somebody who was let in from
 * that address within the last hour is not kept out for what others try there: behind a proxy all share one address.
 *
 * <p>It counts in this server's memory only, and in no more of it than {@link Tallies#MOST} callers need.
 */
@ApplicationScoped
public class LoginThrottle {

    static final int MOST_OF_USER = 10;
    static final int MOST_OF_ADDRESS = 100;
    static final int MOST_OF_NOBODY = 1000;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int LONGEST_NAME = 100;

    /** To whom a door is closed. */
    enum Closed {
        /** A user who comes from an address. */
        USER,
        /** All who come from an address, unless they were let in before. */
        ADDRESS
    }

    private final SteadyClock clock;
    private final Tallies failures = new Tallies(WINDOW);
    private final Tallies nobody = new Tallies(WINDOW);
    private final Tallies letIn = new Tallies(REMEMBERED);

    /** For the container's proxy. */
    LoginThrottle() {
        this(null);
    }

    @Inject
    LoginThrottle(SteadyClock clock) {
        this.clock = clock;
    }

    /** How long the door stays closed to a user; empty if it is open. */
    Optional<Duration> closedFor(String user, String address) {
        Instant now = clock.instant();
        String who = who(user, address);
        Optional<Duration> own = failures.full(who, MOST_OF_USER, now);
        return own.isPresent() || letIn.has(who, now) ? own : failures.full(address, MOST_OF_ADDRESS, now);
    }

    /** Counts a wrong password; answers to whom it closes the door. */
    Set<Closed> failed(String user, String address) {
        Instant now = clock.instant();
        Set<Closed> closed = EnumSet.noneOf(Closed.class);
        if (failures.add(who(user, address), now) == MOST_OF_USER) {
            closed.add(Closed.USER);
        }
        if (failures.add(address, now) == MOST_OF_ADDRESS) {
            closed.add(Closed.ADDRESS);
        }
        return closed;
    }

    void succeeded(String user, String address) {
        String who = who(user, address);
        failures.remove(who);
        letIn.restart(who, clock.instant());
    }

    /** Counts a request that names nobody; answers how long no more of them are listened to, empty if they are. */
    Optional<Duration> unnamed(String address) {
        Instant now = clock.instant();
        Optional<Duration> closed = nobody.full(address, MOST_OF_NOBODY, now);
        if (closed.isEmpty()) {
            nobody.add(address, now);
        }
        return closed;
    }

    /** Callers that are remembered. */
    int size() {
        return failures.size() + nobody.size() + letIn.size();
    }

    /** A name may be as long as its sender likes, and a directory takes it in upper case and with blanks around it for the same. */
    private static String who(String user, String address) {
        String name = Normalizer.normalize(user, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
        String shortened = name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME) + name.length() + '#' + name.hashCode();
        return address + ' ' + shortened;
    }
}
