package dev.silversmith.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.MetricQueries.Durations;
import dev.silversmith.app.port.MetricQueries.Metrics;
import dev.silversmith.app.port.MetricQueries.Sample;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FamiliesTest {

    private static final String HOSTILE = "silver.\"a\"\"\\\n{x=\"1\"} 7 # загрузка\"";

    private static String text(String accepted) throws IOException {
        Metrics metrics = new Metrics(
                List.of(new Sample(List.of("full", "failed"), 2)),
                List.of(new Sample(List.of(HOSTILE, "succeeded"), 9_007_199_254_740_991d)),
                List.of(new Durations(List.of(HOSTILE, "full"), 3, 1.5, Map.of(0.5, 0.25, 0.95, 0.75))),
                List.of(new Sample(List.of(HOSTILE, "inserted"), 5)),
                List.of(new Sample(List.of(HOSTILE, "23"), 1)),
                List.of(new Durations(List.of("silver.mv"), 0, 0, Map.of())),
                List.of(new Sample(List.of(HOSTILE), -3.25)),
                List.of(),
                1,
                2,
                3);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExpositionFormats.init()
                .findWriter(accepted)
                .write(bytes, new MetricSnapshots(Families.of(metrics)), EscapingScheme.fromAcceptHeader(accepted));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_hostile_name_is_one_escaped_label_and_no_further_line() throws Exception {
        String label = "procedure=\"silver.\\\"a\\\"\\\"\\\\\\n{x=\\\"1\\\"} 7 # загрузка\\\"\"";

        assertThat(text("text/plain").lines())
                .contains(
                        "silversmith_steps_total{" + label + ",status=\"succeeded\"} 9.007199254740991E15",
                        "silversmith_step_rows_total{op=\"inserted\"," + label + "} 5.0",
                        "silversmith_watermark_lag_seconds{" + label + "} -3.25")
                .allMatch(line -> line.startsWith("silversmith_") || line.startsWith("# "));
    }

    @Test
    void durations_are_sums_and_counts_with_the_quantiles_that_are_known() throws Exception {
        assertThat(text("text/plain").lines())
                .filteredOn(line -> line.contains("_duration_seconds") && !line.startsWith("#"))
                .extracting(line -> line.replaceAll("procedure=\"silver.*загрузка\\\\\"\"", "procedure=\"p\""))
                .containsExactlyInAnyOrder(
                        "silversmith_step_duration_seconds{mode=\"full\",procedure=\"p\",quantile=\"0.5\"} 0.25",
                        "silversmith_step_duration_seconds{mode=\"full\",procedure=\"p\",quantile=\"0.95\"} 0.75",
                        "silversmith_step_duration_seconds_count{mode=\"full\",procedure=\"p\"} 3",
                        "silversmith_step_duration_seconds_sum{mode=\"full\",procedure=\"p\"} 1.5",
                        "silversmith_refresh_duration_seconds_count{view=\"silver.mv\"} 0",
                        "silversmith_refresh_duration_seconds_sum{view=\"silver.mv\"} 0.0");
    }

    @Test
    void a_scraper_that_prefers_openmetrics_gets_it_to_its_end() throws Exception {
        String open = text("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.2");

        assertThat(open).endsWith("# EOF\n").contains("# TYPE silversmith_runs counter");
        assertThat(text("*/*")).doesNotContain("# EOF").contains("# TYPE silversmith_runs_total counter");
    }
}
