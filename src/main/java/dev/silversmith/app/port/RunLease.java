package dev.silversmith.app.port;

import java.util.UUID;

/**
 * Under which a server executes a run. What is written for a run under a lease that is not its latest does nothing: the run was taken over.
 *
 * @param number counted up by each admission and each take-over
 */
public record RunLease(UUID runId, long number) {}
