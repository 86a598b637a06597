package dev.silversmith.app.port;

/**
 * The settings of the console.
 *
 * @param demo whether this is the demo, whose sample users and passwords the log-in page shows
 */
public record ConsoleSettings(boolean demo) {}
