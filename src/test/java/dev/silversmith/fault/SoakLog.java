package dev.silversmith.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the soak has done and seen, as it happens in target/soak.log, and counted. */
final class SoakLog {

    private static final Path FILE = Path.of("target", "soak.log");

    private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();

    SoakLog() throws IOException {
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, "");
    }

    /** One line with the time of day in UTC, as in the servers' logs. */
    synchronized void say(String line) {
        try {
            Files.writeString(
                    FILE, Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line + "\n", StandardOpenOption.APPEND);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Also on the console. */
    void announce(String text) {
        System.out.println(text);
        say(text);
    }

    void count(String what) {
        counts.computeIfAbsent(what, first -> new AtomicLong()).incrementAndGet();
    }

    /** How often it was counted, by name, for names that begin so; without that beginning. */
    Map<String, Long> counts(String beginning) {
        Map<String, Long> those = new ConcurrentSkipListMap<>();
        counts.forEach((name, times) -> {
            if (name.startsWith(beginning)) {
                those.put(name.substring(beginning.length()), times.get());
            }
        });
        return those;
    }
}
