package dev.silversmith.app.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a page says of a run beside its row. */
public interface RunInsights {

    /**
     * Sums over the attempts of a run.
     *
     * @param inserted rows of succeeded attempts; empty where nothing was measured, like the two after it
     * @param warnings messages of level WARNING
     * @param interrupted attempts whose server was lost
     */
    record Totals(
            Optional<Long> inserted, Optional<Long> updated, Optional<Long> deleted, long warnings, long interrupted) {}

    /** How often an error has been met, and when first. */
    record Occurrences(long count, Optional<Instant> first) {}

    Totals totals(UUID runId);

    /**
     * How long such a run usually takes: the median of the last ten successes before it of the same selection, exclusion and mode, without those
     * that were resumed; in milliseconds, empty if there was none.
     */
    Optional<Long> usualMs(RunView run);

    /** How many runs were requested before this one and are in the queue. */
    long queuedBefore(RunView run);

    /** The server that executes a run, or did so last; empty if none has. */
    Optional<String> server(UUID runId);

    /** The procedures whose last attempt failed, the earliest failure first: it may have caused the others. */
    List<StepView> failures(UUID runId, int limit);

    /** The last attempt of each procedure of a run, in the plan's order. */
    List<StepLine> lines(UUID runId);

    /** Every attempt of a procedure in a run, by its number; none if it is not in it. */
    List<StepView> attempts(UUID runId, String procedure);

    /** Of all runs. */
    Occurrences occurrences(String procedure, String sqlState);
}
