package dev.silversmith.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The log of the demo's server, which begins anew at each start. */
final class ServerLog {

    private static final String SENTENCE = "Silversmith does not start: ";

    /** Liberty's word for an application that failed to start, and for one that is not there. */
    private static final List<String> FAILED = List.of("CWWKZ0002E", "CWWKZ0004E", "CWWKZ0014W");

    private final Path file;
    private final Instant since;

    /** @param since before that, what is there is the log of an earlier start */
    ServerLog(Path file, Instant since) {
        this.file = file;
        this.since = since;
    }

    Path file() {
        return file;
    }

    /** Why the application has not started; empty as long as it may. */
    Optional<String> refusal() {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(since)
                    ? Optional.empty()
                    : refusal(Files.readAllLines(file));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    static Optional<String> refusal(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains(SENTENCE))
                .map(line -> line.substring(line.indexOf(SENTENCE)))
                .findFirst()
                .or(() -> lines.stream()
                        .filter(line -> FAILED.stream().anyMatch(line::contains))
                        .map(line -> line.substring(line.indexOf("CWWKZ")))
                        .findFirst());
    }
}
