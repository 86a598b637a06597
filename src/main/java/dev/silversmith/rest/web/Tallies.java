package dev.silversmith.rest.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts by name, each for a time that begins with the first; no more names than {@link #MOST}, of which the oldest goes first. Safe for
 * many threads.
 */
final class Tallies {

    /** Names that are counted at once; each takes some 200 bytes. */
    static final int MOST = 20_000;

    private final Duration time;

    /** In the order of their ends, for each lasts as long as all others. */
    private final Map<String, Tally> byName = new LinkedHashMap<>();

    Tallies(Duration time) {
        this.time = time;
    }

    /** Counts one more; answers how many it are now. */
    synchronized int add(String name, Instant now) {
        forget(now);
        Tally tally = byName.get(name);
        Tally next = tally == null ? new Tally(1, now.plus(time)) : new Tally(tally.count() + 1, tally.end());
        byName.put(name, next);
        return next.count();
    }

    /** Counts it as new. */
    synchronized void restart(String name, Instant now) {
        byName.remove(name);
        add(name, now);
    }

    synchronized void remove(String name) {
        byName.remove(name);
    }

    synchronized boolean has(String name, Instant now) {
        forget(now);
        return byName.containsKey(name);
    }

    /** The time until a name's count ends, if it has come to so many; else empty. */
    synchronized Optional<Duration> full(String name, int most, Instant now) {
        forget(now);
        return Optional.ofNullable(byName.get(name))
                .filter(tally -> tally.count() >= most)
                .map(tally -> Duration.between(now, tally.end()));
    }

    synchronized int size() {
        return byName.size();
    }

    private void forget(Instant now) {
        Iterator<Tally> oldest = byName.values().iterator();
        while (oldest.hasNext()) {
            Tally tally = oldest.next();
            if (byName.size() < MOST && now.isBefore(tally.end())) {
                return;
            }
            oldest.remove();
        }
    }

    /**
     * What is counted of a name.
     *
     * @param end when it is forgotten
     */
    private record Tally(int count, Instant end) {}
}
