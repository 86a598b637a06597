package dev.silversmith.app.port;

import java.time.Duration;

/**
 * How a server ends.
 *
 * @param longest within which it ends when it is stopped, whatever the database does; at least five seconds
 */
public record StopSettings(Duration longest) {}
