package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Scraped;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scraper is told, and whom the server tells it. */
@ArquillianTest
class MetricsIT {

    private static final String METRICS = TestServer.baseUrl() + "/metrics";

    /** What the tables hold of one schema's procedures, in the words of the metrics. */
    private static final String EXPECTED = """
            with step as (
              select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure, r.mode, s.*
                from silversmith.transformation_step s
                join silversmith.transformation_run r on r.id = s.run_id
                join silversmith.transformation_procedure p on p.id = s.procedure_id
               where p.schema_name = ?
            )
            select format('silversmith_steps_total{procedure=%s, status=%s}', procedure, status) as line, count(*)::float8 as value
              from step group by procedure, status
             union all
            select format('silversmith_step_duration_seconds_sum{mode=%s, procedure=%s}', mode, procedure), sum(duration_ms) / 1000::float8
              from step where status = 'succeeded' group by procedure, mode
             union all
            select format('silversmith_step_duration_seconds_count{mode=%s, procedure=%s}', mode, procedure), count(*)
              from step where status = 'succeeded' group by procedure, mode
             union all
            select format('silversmith_step_rows_total{op=%s, procedure=%s}', o.op, procedure), sum(o.rows)
              from step cross join lateral (values ('inserted', rows_inserted), ('updated', rows_updated), ('deleted', rows_deleted)) as o (op, rows)
             where status = 'succeeded' group by procedure, o.op
             union all
            select format('silversmith_step_failures_total{procedure=%s, sqlstate_class=%s}', procedure, left(sql_state, 2)), count(*)
              from step where status = 'failed' group by procedure, left(sql_state, 2)
             union all
            select format('silversmith_last_success_timestamp_seconds{procedure=%s}', procedure), extract(epoch from max(finished_at))
              from step where status = 'succeeded' group by procedure
            """;

    private static Map<String, Double> expected(TestWarehouse warehouse) throws Exception {
        Map<String, Double> expected = new TreeMap<>();
        Sql.rows(warehouse.connection(), EXPECTED, warehouse.schema())
                .forEach(row -> expected.put((String) row.get("line"), (Double) row.get("value")));
        return expected;
    }

    @Test
    void counters_are_equal_to_the_sums_of_the_tables_at_the_moment_a_run_has_ended() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            warehouse.sql("create table $s.t (n integer); grant all on $s.t to silversmith_warehouse");
            warehouse
                    .procedure(
                            "a",
                            "other",
                            List.of(),
                            "insert into %1$s.t select generate_series(1, 9); update %1$s.t set n = 0 where n < 4; delete from %1$s.t where n = 9;"
                                    .formatted(warehouse.schema()))
                    .procedure("b", "other", List.of("a"), "raise exception 'no' using errcode = '23505';")
                    .procedure("c", "other", List.of("b"), "")
                    .register();
            for (int run = 0; run < 3; run++) {
                warehouse.run("");
                Map<String, Double> expected = expected(warehouse);

                Map<String, Double> own = Scraped.from(TestServer.baseUrl()).own();

                assertThat(expected).hasSize(10);
                assertThat(own).containsAllEntriesOf(expected);
            }
            String a = warehouse.schema() + ".a";
            Scraped scraped = Scraped.from(TestServer.baseUrl());
            assertThat(scraped.value("silversmith_step_rows_total{op=inserted, procedure=" + a + "}"))
                    .isEqualTo(30);
            assertThat(scraped.value("silversmith_step_rows_total{op=updated, procedure=" + a + "}"))
                    .isEqualTo(3 + 6 + 9);
            assertThat(scraped.value("silversmith_steps_total{procedure=" + warehouse.schema() + ".c, status=skipped}"))
                    .isEqualTo(3);
            assertThat(scraped.value("silversmith_step_failures_total{procedure=" + warehouse.schema()
                            + ".b, sqlstate_class=23}"))
                    .isEqualTo(3);
        }
    }

    @Test
    void every_name_of_the_contract_is_served_with_its_labels_and_no_label_holds_an_id() throws Exception {
        try (TestWarehouse warehouse = sample()) {
            Scraped scraped = Scraped.from(TestServer.baseUrl());

            assertThat(scraped.labels())
                    .contains(
                            entry("silversmith_runs_total", Set.of("mode", "status")),
                            entry("silversmith_steps_total", Set.of("procedure", "status")),
                            entry("silversmith_step_duration_seconds", Set.of("procedure", "mode", "quantile")),
                            entry("silversmith_step_duration_seconds_sum", Set.of("procedure", "mode")),
                            entry("silversmith_step_duration_seconds_count", Set.of("procedure", "mode")),
                            entry("silversmith_step_rows_total", Set.of("procedure", "op")),
                            entry("silversmith_runs_active", Set.of()),
                            entry("silversmith_runs_pending_approval", Set.of()),
                            entry("silversmith_queue_depth", Set.of()),
                            entry("silversmith_watermark_lag_seconds", Set.of("procedure")),
                            entry("silversmith_last_success_timestamp_seconds", Set.of("procedure")),
                            entry("silversmith_refresh_duration_seconds_sum", Set.of("view")),
                            entry("silversmith_refresh_duration_seconds_count", Set.of("view")),
                            entry("silversmith_step_failures_total", Set.of("procedure", "sqlstate_class")));
            assertThat(scraped.labels()).containsKeys("jvm_memory_used_bytes", "process_cpu_seconds_total");
            assertThat(scraped.own().keySet()).noneMatch(line -> line.matches(".*[0-9a-f]{8}-[0-9a-f]{4}-.*"));
            String hostile = warehouse.schema() + ".\"Загрузка \"\"a\\ {b=1}\"";
            assertThat(scraped.value("silversmith_steps_total{procedure=" + hostile + ", status=succeeded}"))
                    .isEqualTo(1);
            assertThat(scraped.value("silversmith_watermark_lag_seconds{procedure=" + hostile + "}"))
                    .isBetween(3600.0, 3700.0);
            assertThat(scraped.value("silversmith_refresh_duration_seconds_sum{view=" + warehouse.schema() + ".mv}"))
                    .isEqualTo(0.25);
        }
    }

    /** One procedure of a name that has to be quoted, with a watermark; one that fails; and a refresh. */
    private static TestWarehouse sample() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        String name = "\"Загрузка \"\"a\\ {b=1}\"";
        warehouse.sql("create procedure $s." + name + "() language sql as 'select 1'");
        warehouse
                .entry(name, "other", List.of(), """
                    watermark: {type: timestamptz, upperBound: "select date_trunc('second', clock_timestamp()) - interval '1 hour'"}
                """)
                .procedure("bad", "other", List.of(), "raise exception 'no';")
                .register();
        warehouse.run("");
        warehouse.sql("""
                insert into silversmith.refresh_target (id, schema_name, view_name, updated_by) values (gen_random_uuid(), '$s', 'mv', 'me');
                insert into silversmith.refresh_execution (id, run_id, refresh_target_id, trigger, status, started_at, finished_at, duration_ms)
                select gen_random_uuid(), r.id, t.id, 'success', 'succeeded', now(), now(), 250
                  from silversmith.refresh_target t, silversmith.transformation_run r
                 where t.schema_name = '$s' and r.selection = 'tag:$s'
                """);
        org.awaitility.Awaitility.await("quantiles")
                .until(() -> Sql.one(
                                warehouse.connection(),
                                Long.class,
                                "select count(*) from silversmith.metric_trend where procedure like ? and p50_ms is not null",
                                warehouse.schema() + ".%")
                        == 1);
        return warehouse;
    }

    @Test
    void what_never_happened_is_there_as_zero() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            warehouse.procedure("idle", "other", List.of(), "").register();
            String name = warehouse.schema() + ".idle";

            Scraped scraped = Scraped.from(TestServer.baseUrl());

            for (String status : List.of("succeeded", "failed", "skipped", "rolled_back", "interrupted", "cancelled")) {
                assertThat(scraped.value("silversmith_steps_total{procedure=%s, status=%s}".formatted(name, status)))
                        .isZero();
            }
            for (String op : List.of("inserted", "updated", "deleted")) {
                assertThat(scraped.value("silversmith_step_rows_total{op=%s, procedure=%s}".formatted(op, name)))
                        .isZero();
            }
            assertThat(scraped.value(
                            "silversmith_step_duration_seconds_count{mode=incremental, procedure=%s}".formatted(name)))
                    .isZero();
            assertThat(scraped.value("silversmith_runs_total{mode=full, status=expired}"))
                    .isNotNegative();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, 200",
        "engineer, 200",
        "operator, 200",
        "approver, 200",
        "auditor, 200",
        "admin, 200",
        "nobody, 403"
    })
    void whoever_has_a_role_may_scrape(String user, int status) throws Exception {
        assertThat(RawRequest.to(METRICS).as(user).send().statusCode()).isEqualTo(status);
    }

    @Test
    void without_credentials_or_with_wrong_ones_nothing_is_told() throws Exception {
        for (RawRequest request :
                List.of(RawRequest.to(METRICS), RawRequest.to(METRICS).as("metrics", "wrong"))) {
            HttpResponse<String> answer = request.send();

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Basic ");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.body()).doesNotContain("silversmith_");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void nothing_but_reading_is_possible(String method) throws Exception {
        assertThat(RawRequest.to(METRICS).method(method).as("admin").send().statusCode())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | text/plain; version=0.0.4; charset=utf-8",
                "*/* | text/plain; version=0.0.4; charset=utf-8",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,text/plain;q=0.3 | text/plain; version=0.0.4; charset=utf-8",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8 | application/openmetrics-text; version=1.0.0; charset=utf-8",
                "application/openmetrics-text; version=1.0.0 | application/openmetrics-text; version=1.0.0; charset=utf-8"
            })
    void the_form_is_the_one_that_the_scraper_prefers(String accepted, String given) throws Exception {
        HttpResponse<String> answer =
                RawRequest.to(METRICS).as("viewer").header("Accept", accepted).send();

        assertThat(answer.headers()
                        .firstValue("Content-Type")
                        .orElse("")
                        .replace(" ", "")
                        .toLowerCase(java.util.Locale.ROOT))
                .isEqualTo(given.replace(" ", ""));
        assertThat(answer.body().endsWith("# EOF\n")).isEqualTo(accepted.contains("openmetrics"));
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }
}
