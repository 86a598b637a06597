package dev.silversmith.app;

import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.run.FullRefresh;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A request for a run, parsed and with its defaults.
 *
 * @param plan what to run
 * @param stopOnFailure whether nothing new starts after a failure
 * @param rejectOnOverlap whether a run that shares a procedure with an open one is refused; else it waits
 * @param timeout longest time from start to end, in whole milliseconds; empty for no limit
 * @param businessDate the day the run is about; empty for today in the time zone
 * @param timeZone zone of the business date
 * @param trigger what made the request: {@code api} or {@code console}
 * @param full what a request of mode full says beside; {@link FullRefresh#UNCONFIRMED} of any other
 */
public record RunRequest(
        PlanRequest plan,
        boolean stopOnFailure,
        boolean rejectOnOverlap,
        Optional<Duration> timeout,
        Optional<LocalDate> businessDate,
        ZoneId timeZone,
        String trigger,
        FullRefresh full) {}
