package dev.silversmith.rest.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Slows down the guessing of passwords: ten wrong ones of a user from an address, or a hundred from an address, close the door to them for
 * the rest of the minute.
 *
 * <p>It counts in this server's memory only. The right password is refused too while the door is closed, so that an answer tells nothing.
 */
@ApplicationScoped
public class LoginThrottle {

    static final int MOST_OF_USER = 10;
    static final int MOST_OF_ADDRESS = 100;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int SWEEP_AT = 10_000;

    private final Clock clock;
    private final ConcurrentMap<String, Failures> failures = new ConcurrentHashMap<>();

    /** For the container's proxy. */
    LoginThrottle() {
        this(null);
    }

    @Inject
    LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    /** How long the door stays closed; empty if it is open. */
    Optional<Duration> closedFor(String user, String address) {
        Instant now = clock.instant();
        return closedFor(ofUser(user, address), MOST_OF_USER, now)
                .or(() -> closedFor(ofAddress(address), MOST_OF_ADDRESS, now));
    }

    void failed(String user, String address) {
        Instant now = clock.instant();
        if (failures.size() > SWEEP_AT) {
            failures.values().removeIf(one -> one.hasEnded(now));
        }
        failures.merge(ofUser(user, address), Failures.first(now), (old, first) -> old.andOneAt(now));
        failures.merge(ofAddress(address), Failures.first(now), (old, first) -> old.andOneAt(now));
    }

    void succeeded(String user, String address) {
        failures.remove(ofUser(user, address));
    }

    int size() {
        return failures.size();
    }

    private Optional<Duration> closedFor(String key, int most, Instant now) {
        return Optional.ofNullable(failures.get(key))
                .filter(one -> !one.hasEnded(now) && one.count() >= most)
                .map(one -> Duration.between(now, one.end()));
    }

    private static String ofUser(String user, String address) {
        return address + " " + user;
    }

    private static String ofAddress(String address) {
        return address;
    }

    /** Failures since the first one of a window. */
    private record Failures(int count, Instant end) {

        static Failures first(Instant now) {
            return new Failures(1, now.plus(WINDOW));
        }

        boolean hasEnded(Instant now) {
            return !now.isBefore(end);
        }

        Failures andOneAt(Instant now) {
            return hasEnded(now) ? first(now) : new Failures(count + 1, end);
        }
    }
}
