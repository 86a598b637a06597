package dev.silversmith.app.port;

import java.util.List;
import java.util.Map;

/** What is counted and measured for scrapers, read from the tables alone: equal on every server and after a restart. */
public interface MetricQueries {

    /**
     * Reads everything in one snapshot, by a connection that gives up soon.
     *
     * @throws MetricsUnavailable if the database does not answer in time; nothing is read then
     */
    Metrics read();

    /**
     * One value.
     *
     * @param labels values of the labels, in the metric's order
     */
    record Sample(List<String> labels, double value) {

        public Sample {
            labels = List.copyOf(labels);
        }
    }

    /**
     * How long some things took.
     *
     * @param labels values of the labels, in the metric's order
     * @param count how many they were
     * @param seconds their durations' sum
     * @param quantiles durations in seconds by their rank between 0 and 1; none where there is nothing recent
     */
    record Durations(List<String> labels, long count, double seconds, Map<Double, Double> quantiles) {

        public Durations {
            labels = List.copyOf(labels);
            quantiles = Map.copyOf(quantiles);
        }
    }

    /**
     * All of one moment.
     *
     * @param runs ends of runs by mode and status
     * @param steps ends of attempts by procedure and status
     * @param stepDurations of successes, by procedure and mode
     * @param stepRows by procedure and what was done with them
     * @param failures failed attempts by procedure and class of SQLSTATE
     * @param refreshes of successes, by view
     * @param watermarkLags seconds between a procedure's watermark and now
     * @param lastSuccesses seconds since 1970 of each procedure's last success
     * @param active runs that are executed or cancelled
     * @param pendingApproval runs that wait for a decision
     * @param queued runs that wait for others to end
     */
    record Metrics(
            List<Sample> runs,
            List<Sample> steps,
            List<Durations> stepDurations,
            List<Sample> stepRows,
            List<Sample> failures,
            List<Durations> refreshes,
            List<Sample> watermarkLags,
            List<Sample> lastSuccesses,
            long active,
            long pendingApproval,
            long queued) {}

    /** The database is away: there are no metrics rather than some of them. */
    final class MetricsUnavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /**
         * A refusal.
         *
         * @param why a sentence without names and secrets
         */
        public MetricsUnavailable(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
