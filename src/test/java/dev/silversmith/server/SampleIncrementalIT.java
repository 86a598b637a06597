package dev.silversmith.server;

import static dev.silversmith.testing.Watermarks.parameter;
import static dev.silversmith.testing.Watermarks.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sample warehouse, loaded by one run after the other while rows arrive in its bronze layer. */
class SampleIncrementalIT {

    private static final Path SAMPLE = Path.of("db/sample");

    /** Those that write whether or not something has come: a snapshot of a day and the results of its checks. */
    private static final List<String> OF_THE_DAY = List.of("snapshot_open_orders", "check_data_quality");

    /** What every source system delivers anew, late, and too late. */
    private static final String ARRIVALS = """
            insert into bronze.oms_order
            select n.order_no, o.account_no, o.store_no, o.channel, 'open', n.loaded_at - interval '2 hours', o.promised_on, 4.90, n.loaded_at
              from (select max(loaded_at) as newest from bronze.oms_order) m
              cross join lateral (values (600001, m.newest + interval '1 hour'), (600002, m.newest - interval '71 hours'),
                                         (600003, m.newest - interval '73 hours')) n (order_no, loaded_at)
              join bronze.oms_order o on o.order_no = 500001;
            insert into bronze.oms_order_line
            select o.order_no, n, 'SKU-00001', 2, 10.00, 0, 0.19, o.loaded_at
              from bronze.oms_order o, generate_series(1, 2) n where o.order_no in (600001, 600002);
            insert into bronze.oms_payment
            select n.order_no * 10 + 1, n.order_no, 'card', 44.90, 'captured', timestamptz '2025-06-30 12:00:00+00', m.newest + n.after
              from (select max(loaded_at) as newest from bronze.oms_payment) m
              cross join (values (600001, interval '1 hour'), (600002, interval '-166 hours'), (600003, interval '2 hours')) n (order_no, after);
            insert into bronze.oms_shipment
            select 'P600001', 600001, 'UPS', 'T1', timestamptz '2025-06-30 12:00:00+00', null, 500, max(loaded_at) + interval '1 hour'
              from bronze.oms_shipment;
            insert into bronze.crm_interaction
            select n, contact_id, null, 'chat', 'call', happened_at, '{"duration_s": 5}', loaded_at
              from bronze.crm_interaction, unnest(array[26001, 26005]) n where interaction_id = 26000;
            insert into bronze.oms_customer_account
            select n.account_no, a.first_name, a.last_name, a.email, a.street, a.postal_code, n.city, a.country_code, a.status, a.created_at,
                   timestamptz '2025-06-30 12:00:00+00', m.newest + interval '1 hour'
              from (select max(loaded_at) as newest from bronze.oms_customer_account) m,
                   (values ('C-000001', 'Neustadt'), ('C-990001', 'Altstadt')) n (account_no, city),
                   (select * from bronze.oms_customer_account where account_no = 'C-000001' order by loaded_at desc limit 1) a;
            """;

    private static TestDatabase sample() throws Exception {
        TestDatabase database = TestDatabase.unmigrated("sample");
        try (Connection owner = database.asSuperuser()) {
            for (String script : List.of("01_bronze.sql", "02_silver.sql", "03_procedures.sql", "04_grants.sql")) {
                Sql.execute(owner, Files.readString(SAMPLE.resolve(script)));
            }
        }
        return database;
    }

    private static Map<String, JsonObject> run(ApiClient operator, String more) {
        JsonObject run = operator.runToEnd("{\"businessDate\": \"2025-07-02\"%s}".formatted(more));
        Map<String, JsonObject> steps = new LinkedHashMap<>();
        operator.get("/runs/" + run.getString("id") + "/steps")
                .expect(200)
                .items()
                .getValuesAs(JsonObject.class)
                .forEach(step -> steps.put(step.getString("procedure").substring("silver.".length()), step));
        assertThat(steps).hasSize(19).allSatisfy((name, step) -> assertThat(step.getString("status"))
                .as("%s: %s", name, step.get("error"))
                .isEqualTo("succeeded"));
        return steps;
    }

    private static long count(Connection warehouse, String sql) throws SQLException {
        return Sql.one(warehouse, Long.class, "select count(*) from " + sql);
    }

    /** What a step of the first run has loaded must be all there is. */
    private static void assertEverythingIsLoaded(Connection warehouse) throws SQLException {
        assertThat(count(warehouse, "silver.fact_order")).isEqualTo(24_000);
        assertThat(count(warehouse, "silver.fact_interaction")).isEqualTo(26_000);
        assertThat(count(warehouse, "(select distinct account_no from silver.stg_customer) a"))
                .isEqualTo(10_000);
        assertThat(count(warehouse, "(select distinct shipment_no from bronze.oms_shipment) s"))
                .isEqualTo(count(warehouse, "silver.fact_shipment"));
        assertThat(count(warehouse, "(select distinct payment_no from bronze.oms_payment) p"))
                .isEqualTo(count(warehouse, "silver.fact_payment"));
        assertThat(count(warehouse, "(select distinct order_no, line_no from bronze.oms_order_line) l"))
                .isEqualTo(count(warehouse, "silver.fact_order_line")
                        + count(warehouse, "silver.rejected_row r where r.source_table = 'oms_order_line'"));
    }

    private static void assertChanges(JsonObject step, int inserted, int updated) {
        assertThat(step.getInt("rowsInserted")).as(step.getString("procedure")).isEqualTo(inserted);
        assertThat(step.getInt("rowsUpdated")).as(step.getString("procedure")).isEqualTo(updated);
        assertThat(step.getInt("rowsDeleted")).as(step.getString("procedure")).isZero();
    }

    /** What the incremental loads have made of the staging tables is what a full one makes. */
    private static void assertStagedAsByAFullLoad(Connection warehouse, String table, String call) throws SQLException {
        Sql.execute(warehouse, "begin; create temp table before as table silver." + table + "; " + call);
        long gone = count(warehouse, "(table before except table silver." + table + ") d");
        long added = count(warehouse, "(table silver." + table + " except table before) d");
        Sql.execute(warehouse, "rollback");
        assertThat(gone).as(table).isZero();
        assertThat(added).as(table).isZero();
    }

    @Test
    void each_run_loads_what_has_come_since_the_one_before() throws Exception {
        TestDatabase database = sample();
        try (LibertyProcess server = LibertyProcess.launch("sample", database).awaitReady();
                Connection warehouse = database.asSuperuser()) {
            ApiClient operator = new ApiClient(server.baseUrl(), "operator");
            new ApiClient(server.baseUrl(), "engineer")
                    .put("/catalog", "application/yaml", Files.readString(SAMPLE.resolve("catalog.yaml")))
                    .expect(200);

            Map<String, JsonObject> first = run(operator, "");
            assertEverythingIsLoaded(warehouse);
            assertThat(first.get("load_stg_order").getInt("rowsReported")).isEqualTo(24_000);
            assertThat(text(first.get("load_fact_interaction"), "watermarkAfter"))
                    .isEqualTo("26000");

            Map<String, JsonObject> second = run(operator, "");
            OF_THE_DAY.forEach(second::remove);
            assertThat(second)
                    .allSatisfy((name, step) ->
                            assertThat(step.getInt("rowsAffected")).as(name).isZero());

            Sql.execute(warehouse, ARRIVALS);
            Map<String, JsonObject> third = run(operator, ", \"transactionScope\": \"per_group\"");
            assertThat(third.get("load_stg_order").getInt("rowsReported")).isEqualTo(2);
            assertChanges(third.get("load_stg_order"), 2, 0);
            assertChanges(third.get("load_fact_order"), 2, 0);
            assertChanges(third.get("load_fact_order_line"), 4, 0);
            assertChanges(third.get("load_fact_payment"), 2, 0);
            assertChanges(third.get("load_fact_shipment"), 1, 0);
            assertChanges(third.get("load_fact_interaction"), 2, 0);
            assertChanges(third.get("load_stg_customer"), 2, 1);
            assertChanges(third.get("load_dim_customer"), 2, 1);
            assertThat(parameter(third.get("load_fact_interaction"), "p_after_id"))
                    .isEqualTo("25500");

            Sql.execute(
                    warehouse,
                    "insert into bronze.crm_interaction select 26003, contact_id, null, 'chat', 'call', happened_at,"
                            + " payload, loaded_at from bronze.crm_interaction where interaction_id = 26005");
            Map<String, JsonObject> fourth = run(operator, "");
            assertChanges(fourth.get("load_fact_interaction"), 1, 0);
            assertChanges(fourth.get("load_fact_order"), 0, 0);
            assertThat(text(fourth.get("load_fact_interaction"), "watermarkAfter"))
                    .isEqualTo("26005");

            assertStagedAsByAFullLoad(
                    warehouse, "stg_customer", "call silver.load_stg_customer('-infinity', 'infinity', true)");
            Sql.execute(
                    warehouse,
                    "delete from bronze.oms_order where order_no = 600003"); // came too late for the lookback
            assertStagedAsByAFullLoad(
                    warehouse, "stg_order", "select silver.load_stg_order('-infinity', 'infinity', true)");
        }
    }
}
