package dev.silversmith.app;

import dev.silversmith.core.plan.PlanRequest;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A request for a run, parsed and with its defaults.
 *
 * @param plan what to run
 * @param stopOnFailure whether nothing new starts after a failure
 * @param businessDate the day the run is about; empty for today in the time zone
 * @param timeZone zone of the business date
 * @param trigger what made the request: {@code api} or {@code console}
 */
public record RunRequest(
        PlanRequest plan, boolean stopOnFailure, Optional<LocalDate> businessDate, ZoneId timeZone, String trigger) {}
