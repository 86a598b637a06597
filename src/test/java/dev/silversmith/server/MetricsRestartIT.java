package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Scraped;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.TestWarehouse;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The metrics are the database's: no server has its own, and none is lost with one. */
@OwnServers
class MetricsRestartIT {

    private static final Map<String, String> ANONYMOUS = Map.of("SILVERSMITH_METRICS_ANONYMOUS", "true");

    /** All but what goes on with the clock. */
    private static Map<String, Double> scrape(LibertyProcess server) throws Exception {
        Map<String, Double> own =
                Scraped.of(RawRequest.to(server.baseUrl() + "/metrics").send()).own();
        own.keySet().removeIf(line -> line.startsWith("silversmith_watermark_lag_seconds"));
        return own;
    }

    @Test
    void the_metrics_are_equal_before_and_after_a_restart_on_a_second_server_and_when_runs_are_purged()
            throws Exception {
        TestDatabase database = TestDatabase.fresh("metrics_restart");
        try (LibertyProcess first =
                        LibertyProcess.launch("metrics_a", database, ANONYMOUS).awaitReady();
                TestWarehouse warehouse = TestWarehouse.on(database, first.baseUrl())) {
            warehouse
                    .procedure("a", "other", List.of(), "")
                    .procedure("b", "other", List.of("a"), "raise exception 'no';")
                    .procedure("c", "other", List.of("b"), "")
                    .register();
            warehouse.run("");
            warehouse.run("");
            awaitQuantiles(warehouse.connection());
            Map<String, Double> before = scrape(first);
            assertThat(before)
                    .containsEntry("silversmith_runs_total{mode=incremental, status=failed}", 2.0)
                    .containsEntry(
                            "silversmith_steps_total{procedure=%s.a, status=succeeded}".formatted(warehouse.schema()),
                            2.0)
                    .containsKey("silversmith_step_duration_seconds{mode=incremental, procedure=%s.a, quantile=0.95}"
                            .formatted(warehouse.schema()));
            first.kill();

            try (LibertyProcess again = first.again();
                    LibertyProcess second = LibertyProcess.launch("metrics_b", database, ANONYMOUS)) {
                again.awaitReady();
                second.awaitReady();
                assertThat(scrape(again)).isEqualTo(before);
                assertThat(scrape(second)).isEqualTo(before);

                Sql.execute(warehouse.connection(), "delete from silversmith.transformation_run");
                assertThat(scrape(second)).isEqualTo(before);
            }
        }
    }

    private static void awaitQuantiles(Connection connection) {
        Awaitility.await("quantiles").until(() -> Sql.one(connection, Long.class, """
                        select (select count(*) from silversmith.metric_delta)
                             + (select count(*) from silversmith.metric_trend where stale)
                        """) == 0);
    }
}
