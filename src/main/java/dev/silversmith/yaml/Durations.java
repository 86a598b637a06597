package dev.silversmith.yaml;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads durations of whole milliseconds. */
final class Durations {

    private Durations() {}

    /**
     * The duration that a node writes, more than nothing.
     *
     * @throws IllegalArgumentException saying what is wanted
     */
    static Duration upTo(Duration longest, Node node) {
        String wanted = "must be an ISO-8601 duration like PT30M, from PT0.001S to %s".formatted(longest);
        try {
            Duration duration = Duration.parse(Scalars.text(node).orElse(""));
            boolean wholeMillis = duration.truncatedTo(ChronoUnit.MILLIS).equals(duration);
            if (wholeMillis && duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(longest) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException noDuration) {
            throw new IllegalArgumentException(wanted, noDuration);
        }
        throw new IllegalArgumentException(wanted);
    }
}
