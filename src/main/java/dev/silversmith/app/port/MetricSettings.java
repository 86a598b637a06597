package dev.silversmith.app.port;

/**
 * Who may read the metrics.
 *
 * @param anonymous whether they are given to everybody, else to viewers
 */
public record MetricSettings(boolean anonymous) {}
