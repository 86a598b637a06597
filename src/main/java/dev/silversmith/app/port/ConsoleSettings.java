package dev.silversmith.app.port;

import java.util.Optional;

/**
 * The settings of the console.
 *
 * @param demo whether this is the demo, whose sample users and passwords the log-in page shows
 * @param environment the name of this environment, for example {@code PROD}, shown on every page
 */
public record ConsoleSettings(boolean demo, Optional<String> environment) {}
