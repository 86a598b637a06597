package dev.silversmith.app.port;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of a step's log.
 *
 * @param line order within the attempt, from 1
 * @param level debug, log, info, notice, warning or error
 * @param event {@code message} for the procedure's own words, else the engine's event
 * @param payload JSON object with further fields; empty if there are none
 */
public record LogLine(long line, Instant ts, String level, String event, String message, Optional<String> payload) {}
