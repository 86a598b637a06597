package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, rows and failures of procedures over time. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcedureMetricsIT {

    /** Four days of two procedures in two modes, each with 40 successes, and a failure on every other day. */
    private static final String HISTORY = """
            insert into silversmith.transformation_procedure (id, schema_name, procedure_name, updated_by)
            values (gen_random_uuid(), '$s', 'a', 'me'), (gen_random_uuid(), '$s', 'B', 'me');
            set session_replication_role = replica;
            insert into silversmith.transformation_run
              (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, selection, exclusion, max_parallel, requested_by,
               started_at, finished_at, imported)
            select gen_random_uuid(), gen_random_uuid()::text, k, mode, 'per_procedure', 'succeeded', '$s', d, 1, 'me', now(), now(), true
              from unnest(array['incremental', 'full']) mode
             cross join generate_series(0, 3) d
             cross join generate_series(1, 41) k;
            set session_replication_role = origin;
            insert into silversmith.transformation_step
              (id, run_id, procedure_id, kind, unit, stage, ordinal, status, started_at, finished_at, duration_ms, rows_inserted,
               rows_updated, rows_deleted, sql_state)
            select gen_random_uuid(), r.id, p.id, 'other', 'u', 1, 1, case when k.k = 41 then 'failed' else 'succeeded' end, t.at, t.at,
                   (k.k * 37 % 101) * (k.d + 1) * 10, 3, 2, 1, case when k.k = 41 then '40001' end
              from silversmith.transformation_run r
             cross join lateral (select r.request_fingerprint::integer as k, r.exclusion::integer as d) k
             cross join lateral (select timestamptz '2034-03-01 23:59:59.5Z' + k.d * interval '1 day' as at) t
              join silversmith.transformation_procedure p on p.schema_name = '$s'
             where r.selection = '$s'
               and (k.k < 41 or k.d % 2 = 0)
            """;

    /** A day as it is to be shown, and the exact quantiles. */
    private static final String EXPECTED = """
            select count(*) filter (where s.status = 'succeeded') as succeeded, count(*) filter (where s.status = 'failed') as failed,
                   sum(s.duration_ms) filter (where s.status = 'succeeded')::bigint as duration,
                   sum(s.rows_inserted)::bigint as inserted,
                   percentile_disc(0.5) within group (order by s.duration_ms) filter (where s.status = 'succeeded') as p50,
                   percentile_disc(0.95) within group (order by s.duration_ms) filter (where s.status = 'succeeded') as p95
              from silversmith.transformation_step s
              join silversmith.transformation_run r on r.id = s.run_id
              join silversmith.transformation_procedure p on p.id = s.procedure_id
             where quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) = ?
               and r.mode = ?
               and (s.finished_at at time zone 'UTC')::date = ?::date
            """;

    private TestWarehouse warehouse;
    private ApiClient viewer;
    private String a;
    private String b;

    @BeforeAll
    void fill() throws Exception {
        viewer = new ApiClient(TestServer.baseUrl(), "viewer");
        warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.sql(HISTORY);
        a = "procedure=" + warehouse.schema() + ".a";
        b = "procedure=" + warehouse.schema() + ".%22B%22";
    }

    @AfterAll
    void disconnect() throws Exception {
        warehouse.close();
    }

    /** The items of all pages. */
    private List<JsonObject> all(String query) {
        List<JsonObject> items = new ArrayList<>();
        String cursor = "";
        while (true) {
            Answer page = viewer.get("/metrics/procedures?" + query + cursor).expect(200);
            items.addAll(page.items().getValuesAs(JsonObject.class));
            if (page.json().isNull("nextCursor")) {
                return items;
            }
            cursor = "&cursor=" + page.json().getString("nextCursor");
        }
    }

    private static List<String> days(List<JsonObject> items) {
        return items.stream()
                .map(item -> item.getString("day").substring(8) + " "
                        + item.getString("procedure").replaceFirst(".*\\.", "") + " " + item.getString("mode"))
                .toList();
    }

    private void assertExact(List<JsonObject> items) throws Exception {
        for (JsonObject item : items) {
            Map<String, Object> expected = Sql.row(
                    warehouse.connection(),
                    EXPECTED,
                    item.getString("procedure"),
                    item.getString("mode"),
                    item.getString("day"));
            assertThat((long) item.getInt("succeeded")).isEqualTo(expected.get("succeeded"));
            assertThat((long) item.getInt("failed")).isEqualTo(expected.get("failed"));
            assertThat((long) item.getInt("durationMsSum")).isEqualTo(expected.get("duration"));
            assertThat((long) item.getInt("rowsInserted")).isEqualTo(expected.get("inserted"));
            for (String quantile : List.of("50", "95")) {
                double exact = ((Number) expected.get("p" + quantile)).doubleValue();
                assertThat((double) item.getInt("durationMsP" + quantile)).isCloseTo(exact, within(exact * 0.02 + 1));
            }
        }
    }

    @Test
    void days_are_equal_to_the_tables_and_their_quantiles_within_two_percent_before_and_after_they_are_added_up()
            throws Exception {
        List<JsonObject> first = all(a + "&" + b);
        assertThat(first).hasSize(16);
        assertExact(first);

        Awaitility.await("all is added up")
                .until(() -> Sql.one(
                                warehouse.connection(),
                                Long.class,
                                "select count(*) from silversmith.metric_delta where name like ?",
                                warehouse.schema() + ".%")
                        == 0);
        assertThat(all(a + "&" + b)).isEqualTo(first);
    }

    @Test
    void the_newest_day_comes_first_then_by_procedure_and_mode_whatever_the_size_of_a_page() {
        List<String> whole = days(all(a + "&" + b));

        assertThat(whole)
                .startsWith("04 \"B\" full", "04 \"B\" incremental", "04 a full", "04 a incremental", "03 \"B\" full")
                .endsWith("01 a incremental")
                .hasSize(16);
        for (String limit : List.of("1", "3", "16", "200")) {
            assertThat(days(all(a + "&" + b + "&limit=" + limit))).isEqualTo(whole);
        }
    }

    @Test
    void filters_take_days_that_lie_in_the_period_and_procedures_that_are_named() {
        assertThat(days(all(a + "&from=2034-03-02&to=2034-03-03"))).containsExactly("02 a full", "02 a incremental");
        assertThat(days(all(a + "&from=2034-03-03T12:00:00Z&to=2034-03-04T00:00:00.000001Z")))
                .containsExactly("04 a full", "04 a incremental", "03 a full", "03 a incremental");
        assertThat(days(all(b + "&to=2034-03-02"))).containsExactly("01 \"B\" full", "01 \"B\" incremental");
        assertThat(all("procedure=" + warehouse.schema() + ".nobody")).isEmpty();
        assertThat(all(a + "&from=9999-12-31T23:59:59Z&to=9999-12-31T23:59:59.5Z"))
                .isEmpty();
        assertThat(all(a + "&from=0001-01-01&to=0001-01-01")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bogus=1",
                "from=yesterday",
                "from=2034-03-02&to=2034-03-01",
                "limit=0",
                "limit=201",
                "cursor=nonsense",
                "cursor=ZGF5cw",
                "procedure=silver",
                "mode=full"
            })
    void what_makes_no_sense_is_refused_and_named(String query) {
        Answer refused = viewer.get("/metrics/procedures?" + query).expect(422);

        assertThat(refused.body())
                .contains(query.replaceFirst("=.*&", "=")
                        .replaceFirst("^(\\w+)=.*", "$1")
                        .replace("from", ""));
    }
}
