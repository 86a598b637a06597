package dev.silversmith.observe;

import dev.silversmith.app.port.MetricQueries;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Everything that one scrape is told: what the tables count, and the state of this server's process. */
@ApplicationScoped
public class Scrape {

    /** Of the process only: what the tables count is asked for each time, and kept nowhere. */
    private final PrometheusRegistry process = new PrometheusRegistry();

    private final MetricQueries queries;

    @Inject
    Scrape(MetricQueries queries) {
        this.queries = queries;
    }

    Scrape() {
        this(null);
    }

    /** None that listens to the JVM: it would keep the application in memory after it has ended. */
    @PostConstruct
    void watchProcess() {
        JvmBufferPoolMetrics.builder().register(process);
        JvmClassLoadingMetrics.builder().register(process);
        JvmGarbageCollectorMetrics.builder().register(process);
        JvmMemoryMetrics.builder().register(process);
        JvmRuntimeInfoMetric.builder().register(process);
        JvmThreadsMetrics.builder().register(process);
        ProcessMetrics.builder().register(process);
    }

    /**
     * The metrics of this moment.
     *
     * @throws MetricQueries.MetricsUnavailable if the database does not answer
     */
    MetricSnapshots now() {
        List<MetricSnapshot> all = new ArrayList<>(Families.of(queries.read()));
        process.scrape().forEach(all::add);
        return new MetricSnapshots(all);
    }
}
