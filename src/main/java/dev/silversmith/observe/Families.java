package dev.silversmith.observe;

import dev.silversmith.app.port.MetricQueries.Durations;
import dev.silversmith.app.port.MetricQueries.Metrics;
import dev.silversmith.app.port.MetricQueries.Sample;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.List;

/** What the tables count, under the names and labels that others build on. */
final class Families {

    private Families() {}

    static List<MetricSnapshot> of(Metrics metrics) {
        return List.of(
                counter("silversmith_runs", "Ended runs", metrics.runs(), "mode", "status"),
                counter("silversmith_steps", "Ended attempts", metrics.steps(), "procedure", "status"),
                summary(
                        "silversmith_step_duration_seconds",
                        "Durations of successful attempts; quantiles of the last 30 days, within 2 %",
                        metrics.stepDurations(),
                        "procedure",
                        "mode"),
                counter(
                        "silversmith_step_rows",
                        "Rows changed by successful attempts",
                        metrics.stepRows(),
                        "procedure",
                        "op"),
                counter(
                        "silversmith_step_failures",
                        "Failed attempts by class of SQLSTATE",
                        metrics.failures(),
                        "procedure",
                        "sqlstate_class"),
                summary(
                        "silversmith_refresh_duration_seconds",
                        "Durations of successful refreshes",
                        metrics.refreshes(),
                        "view"),
                gauge(
                        "silversmith_watermark_lag_seconds",
                        "Time between a watermark and now",
                        metrics.watermarkLags(),
                        "procedure"),
                gauge(
                        "silversmith_last_success_timestamp_seconds",
                        "When an enabled procedure last succeeded",
                        metrics.lastSuccesses(),
                        "procedure"),
                gauge("silversmith_runs_active", "Runs that are executed or cancelled", metrics.active()),
                gauge("silversmith_runs_pending_approval", "Runs that wait for a decision", metrics.pendingApproval()),
                gauge("silversmith_queue_depth", "Queued runs", metrics.queued()));
    }

    private static CounterSnapshot counter(String name, String help, List<Sample> samples, String... labels) {
        CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
        samples.forEach(sample -> family.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(labels, sample.labels()))
                .value(sample.value())
                .build()));
        return family.build();
    }

    private static GaugeSnapshot gauge(String name, String help, List<Sample> samples, String... labels) {
        GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
        samples.forEach(sample -> family.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels(labels, sample.labels()))
                .value(sample.value())
                .build()));
        return family.build();
    }

    private static GaugeSnapshot gauge(String name, String help, long value) {
        return gauge(name, help, List.of(new Sample(List.of(), value)));
    }

    private static SummarySnapshot summary(String name, String help, List<Durations> all, String... labels) {
        SummarySnapshot.Builder family = SummarySnapshot.builder().name(name).help(help);
        all.forEach(one -> family.dataPoint(SummaryDataPointSnapshot.builder()
                .labels(labels(labels, one.labels()))
                .count(one.count())
                .sum(one.seconds())
                .quantiles(quantiles(one))
                .build()));
        return family.build();
    }

    private static Quantiles quantiles(Durations one) {
        return Quantiles.of(one.quantiles().entrySet().stream()
                .map(entry -> new Quantile(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static Labels labels(String[] names, List<String> values) {
        return Labels.of(names, values.toArray(String[]::new));
    }
}
