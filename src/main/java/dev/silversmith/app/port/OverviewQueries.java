package dev.silversmith.app.port;

import dev.silversmith.core.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads of what is broken, stale or waiting at this moment. */
public interface OverviewQueries {

    /**
     * A selection whose last run has failed and that has not succeeded since.
     *
     * @param number the newest failed run
     * @param failedAt when that one failed
     * @param since when the first failure after the last success was
     * @param procedure the procedure that failed first in the newest run; empty if none did
     * @param view the view whose refresh failed first in the newest run; empty if a procedure failed or none did
     * @param sqlState what it failed with
     * @param message the run's error, or else the procedure's or refresh's
     */
    record Broken(
            long number,
            String select,
            String exclude,
            String mode,
            Instant failedAt,
            Instant since,
            Optional<String> procedure,
            Optional<String> view,
            Optional<String> sqlState,
            Optional<String> message) {}

    /**
     * A run whose server is silent.
     *
     * @param since when its lease was over
     */
    record Silent(long number, Instant since) {}

    /**
     * How fresh a procedure is that has a limit.
     *
     * @param procedure text form of its name
     * @param limit the longest time since its last success
     * @param lastSuccess empty if it never succeeded
     */
    record Freshness(String procedure, Duration limit, Optional<Instant> lastSuccess, boolean stale) {}

    /**
     * How the servers stand.
     *
     * @param servers how many are alive
     * @param lanes how many procedures run
     * @param queued how many runs wait for their turn
     * @param oldestQueued when the oldest of them was requested
     */
    record Engine(int servers, long lanes, long queued, Optional<Instant> oldestQueued) {}

    /** Somebody's request that waits for a second person: who asked first and who asked last, which may be the same. */
    record Waiting(String requestedBy, String askedBy, Instant requestedAt) {}

    /** A run as a bar over time. */
    record Span(
            long number,
            String select,
            String exclude,
            String mode,
            RunStatus status,
            Instant from,
            Optional<Instant> until) {}

    /** What is broken, the newest failure first; failures of the last 30 days count. */
    List<Broken> broken();

    /** The runs whose server is silent, the longest silence first. */
    List<Silent> silent();

    /** The procedures that have a limit: the stale ones first, of these and of the others those that are furthest from their limit. */
    List<Freshness> freshness();

    Engine engine();

    /** Everything that waits for a second person, the oldest first. */
    List<Waiting> waiting();

    /**
     * Runs that were at work after an instant, the newest first.
     *
     * @param limit most runs
     */
    List<Span> since(Instant from, int limit);
}
