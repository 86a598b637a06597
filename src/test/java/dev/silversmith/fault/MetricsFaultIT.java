package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Scraped;
import dev.silversmith.testing.fault.TcpProxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without its database the server has no metrics, says so before a scraper gives up, and tells nothing of the inside. */
@OwnServers
class MetricsFaultIT {

    /** Prometheus' own limit, unless told otherwise. */
    private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(10);

    private final TcpProxy network = ProxiedServer.network();

    @AfterEach
    void passes() {
        network.pass();
    }

    @Test
    void metrics_are_refused_in_time_while_the_database_does_not_answer_and_are_whole_again_when_it_does()
            throws Exception {
        Scraped.from(ProxiedServer.baseUrl());
        long start = System.nanoTime();

        network.stall();
        HttpResponse<String> answer =
                RawRequest.to(ProxiedServer.baseUrl() + "/metrics").as("viewer").send();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SCRAPE_TIMEOUT);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body())
                .contains("the database")
                .doesNotContain("silversmith_runs", "jdbc", "Exception", "password");
        network.pass();
        Awaitility.await("metrics again").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        Scraped.from(ProxiedServer.baseUrl()).labels())
                .containsKey("silversmith_runs_total"));
    }
}
