package dev.silversmith.app.port;

import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/** Durations, rows and failures of procedures, day by day; imported attempts are among them, and those of purged runs stay. */
public interface ProcedureMetrics {

    /**
     * The days of a filter, the newest first, then by procedure and mode.
     *
     * @param cursor the {@code nextCursor} of the page before, with the same filter; empty for the first page
     */
    Page<ProcedureDay> days(DayFilter filter, int limit, Optional<String> cursor);

    /**
     * Which days.
     *
     * @param procedures any of these; empty for all
     * @param from first day, in UTC
     * @param to last day, in UTC
     */
    record DayFilter(Set<QualifiedName> procedures, Optional<LocalDate> from, Optional<LocalDate> to) {}

    /**
     * One procedure in one mode on one day.
     *
     * @param procedure in its text form; it may have left the catalog
     * @param mode {@code incremental} or {@code full}
     * @param day in UTC
     * @param succeeded attempts that ended with success on that day
     * @param failed attempts that failed on that day
     * @param total durations of the successes, summed
     * @param p50 their median, within 2 %; empty if there was none
     * @param p95 what 95 % of them did not exceed, likewise
     */
    record ProcedureDay(
            String procedure,
            String mode,
            LocalDate day,
            long succeeded,
            long failed,
            Duration total,
            Optional<Duration> p50,
            Optional<Duration> p95,
            long rowsInserted,
            long rowsUpdated,
            long rowsDeleted) {}
}
