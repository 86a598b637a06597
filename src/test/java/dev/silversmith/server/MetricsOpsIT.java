package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Scraped;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alerts and the dashboard ask for what the server really serves, and for nothing else. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsOpsIT {

    private static final Path OPS = Path.of(System.getProperty("basedir", ""), "src/ops");

    /** Of each name what it is served with: a metric without a line yet has the labels of its contract. */
    private final Map<String, Set<String>> served = new TreeMap<>();

    @BeforeAll
    void scrape() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            warehouse
                    .procedure("good", "other", List.of(), "")
                    .catalogMore("    watermark: {type: timestamptz, upperBound: select now()}\n")
                    .procedure("bad", "other", List.of(), "raise exception 'no';")
                    .register();
            warehouse.sql("insert into silversmith.refresh_target (id, schema_name, view_name, updated_by)"
                    + " values (gen_random_uuid(), '$s', 'mv', 'me')");
            warehouse.run("");
            org.awaitility.Awaitility.await("quantiles").until(() -> Scraped.from(TestServer.baseUrl())
                    .labels()
                    .containsKey("silversmith_step_duration_seconds"));
        }
        served.putAll(Scraped.from(TestServer.baseUrl()).labels());
        served.values().forEach(labels -> labels.addAll(Set.of("job", "instance")));
        served.put("up", Set.of("job", "instance"));
    }

    private static List<String> alerts() throws Exception {
        List<String> expressions = new ArrayList<>();
        try (Reader file = Files.newBufferedReader(OPS.resolve("prometheus/alerts.yml"))) {
            Map<?, ?> all = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromReader(file);
            for (Object group : (List<?>) all.get("groups")) {
                for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                    expressions.add((String) ((Map<?, ?>) rule).get("expr"));
                }
            }
        }
        return expressions;
    }

    private static List<String> panels() throws Exception {
        try (Reader file = Files.newBufferedReader(OPS.resolve("grafana/dashboard.json"));
                var json = Json.createReader(file)) {
            return json.readObject().getJsonArray("panels").getValuesAs(JsonObject.class).stream()
                    .flatMap(panel -> panel.getJsonArray("targets").getValuesAs(JsonObject.class).stream())
                    .map(target -> target.getString("expr").replace("$procedure", ".*"))
                    .toList();
        }
    }

    @Test
    void every_expression_is_promql_over_names_and_labels_that_are_served() throws Exception {
        List<String> expressions = new ArrayList<>(alerts());
        expressions.addAll(panels());

        assertThat(expressions).hasSizeGreaterThan(20).allSatisfy(expression -> assertThat(
                        PromQl.mistakes(expression, served))
                .as(expression)
                .isEmpty());
    }

    @Test
    void every_metric_of_the_product_is_on_the_dashboard() throws Exception {
        Set<String> shown = new TreeSet<>();
        for (String expression : panels()) {
            shown.addAll(PromQl.names(expression));
        }

        assertThat(shown)
                .containsAll(served.keySet().stream()
                        .filter(name -> name.startsWith("silversmith_"))
                        .toList());
    }

    @Test
    void what_is_wrong_is_found() {
        for (String wrong : List.of(
                "silversmith_nothing > 0",
                "silversmith_steps_total{run=\"1\"} > 0",
                "sum by (run) (silversmith_steps_total)",
                "summe(silversmith_steps_total)",
                "sum(silversmith_steps_total",
                "silversmith_queue_depth{} >",
                "increase(silversmith_steps_total[15])",
                "rate(silversmith_steps_total)",
                "silversmith_steps_total{status=failed}")) {
            assertThat(PromQl.mistakes(wrong, served)).as(wrong).isNotEmpty();
        }
    }

    @Test
    void the_scrape_example_asks_where_the_server_answers() throws Exception {
        try (Reader file = Files.newBufferedReader(OPS.resolve("prometheus/scrape.yml"))) {
            Map<?, ?> all = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromReader(file);
            Map<?, ?> job = (Map<?, ?>) ((List<?>) all.get("scrape_configs")).get(0);
            assertThat(job.get("metrics_path")).isEqualTo("/metrics");
            assertThat(job.get("job_name")).isEqualTo("silversmith");
            assertThat(all.get("rule_files")).isEqualTo(List.of("alerts.yml"));
        }
    }
}
