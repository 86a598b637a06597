package dev.silversmith.app.port;

/** The sums from which metrics are read. What has ended is in the metrics at once, in the sums a moment later. */
public interface MetricSums {

    /** Adds up what has ended since the last time, if no other server is doing it. */
    void fold();
}
