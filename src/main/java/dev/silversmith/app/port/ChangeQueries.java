package dev.silversmith.app.port;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What has changed in runs between two positions. A position says which transactions had ended; it is good on every server and after
 * restarts, and whoever goes on from position to position learns of each change exactly once, in whatever order transactions end.
 */
public interface ChangeQueries {

    /**
     * From a position, exclusive, to a later one, inclusive.
     *
     * @param since where the last span ended
     * @param until a later {@link #position()}
     */
    record Span(String since, String until) {}

    /**
     * What has changed in some runs.
     *
     * @param runs whose own row or one of whose attempts has changed
     * @param attempts that have changed or are new
     * @param over runs that had ended at the end of the span, or are there no more
     */
    record Changes(Set<UUID> runs, Set<UUID> attempts, Set<UUID> over) {

        public Changes {
            runs = Set.copyOf(runs);
            attempts = Set.copyOf(attempts);
            over = Set.copyOf(over);
        }
    }

    /**
     * A new line of a log.
     *
     * @param procedure text form of its name
     */
    record NewLine(UUID runId, UUID stepId, String procedure, LogLine line) {}

    /**
     * New lines of logs.
     *
     * @param lines the newest of each attempt, by time, then by line
     * @param unread number of further new lines by attempt, where there are any
     */
    record NewLines(List<NewLine> lines, Map<UUID, Long> unread) {

        public NewLines {
            lines = List.copyOf(lines);
            unread = Map.copyOf(unread);
        }
    }

    /** The present position: 1 or more printable characters without blanks. */
    String position();

    /**
     * Whether a span may begin at a text that somebody has sent.
     *
     * @param since anything
     * @param until a {@link #position()}
     * @return false if it is no position, one of another database, one of its future, or too old to tell what has changed
     */
    boolean isBefore(String since, String until);

    /** What has changed in some runs. */
    Changes of(Set<UUID> runs, Span span);

    /** The runs, among all, of which something has changed. */
    Set<UUID> ofAll(Span span);

    /**
     * New lines of some runs' logs.
     *
     * @param lately how long after an attempt's end lines of it may still come
     */
    NewLines lines(Set<UUID> runs, Span span, Duration lately);
}
