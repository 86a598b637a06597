package dev.silversmith.app.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The log of a run: the lines of its steps, or of one of them, in the order of time. */
public interface RunLog {

    /**
     * Which lines: those that satisfy every part.
     *
     * @param since when the run was requested: no line of it is older
     * @param step of this attempt; empty for all
     * @param levels any of these; empty for all
     * @param text in the message, in whatever case; empty for all
     */
    record LogFilter(UUID run, Instant since, Optional<UUID> step, Set<String> levels, Optional<String> text) {

        public LogFilter {
            levels = Set.copyOf(levels);
        }
    }

    /** Where a line stands among all of the run. */
    record Place(Instant ts, UUID step, long line) {}

    /** A line with the attempt that it belongs to. */
    record RunLogLine(UUID step, String procedure, int attemptNo, LogLine line) {

        public Place place() {
            return new Place(line.ts(), step, line.line());
        }
    }

    /**
     * The newest lines up to a place, the oldest of them first.
     *
     * @param until the last that may be among them; empty for the newest of all
     * @param limit from 1
     */
    List<RunLogLine> newest(LogFilter filter, Optional<Place> until, int limit);

    /** The first line of level error. */
    Optional<RunLogLine> firstError(LogFilter filter);

    /**
     * The next lines after a place, the oldest first.
     *
     * @param after the last that was read; empty for the beginning
     * @param limit from 1
     */
    List<RunLogLine> next(LogFilter filter, Optional<Place> after, int limit);
}
