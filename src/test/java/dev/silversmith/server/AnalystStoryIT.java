package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.Scraped;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/**
 * The analyst's morning: what ran, how long it took, how many rows it changed in which table, whether the report's view is fresh, what broke
 * it, and how that looks over time; all without a right to change anything.
 */
@ArquillianTest
class AnalystStoryIT {

    private final ApiClient analyst = new ApiClient(TestServer.baseUrl(), "viewer");

    private static TestWarehouse warehouse() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.sql("""
                create table $s.orders (id integer primary key, amount numeric not null check (amount > 0));
                create table $s.incoming (id integer, amount numeric);
                insert into $s.incoming values (1, 10), (2, 20), (3, 30);
                grant all on $s.orders, $s.incoming to silversmith_warehouse;
                """);
        return warehouse
                .view("revenue", "select sum(amount) as n from $s.orders", "{concurrently: true}")
                .sql("create unique index on $s.revenue (n)")
                .procedure(
                        "load_orders",
                        "other",
                        List.of(),
                        "insert into %1$s.orders select * from %1$s.incoming; delete from %1$s.incoming;"
                                .formatted(warehouse.schema()))
                .catalogMore("    freshness: PT24H\n")
                .refreshes("revenue")
                .register();
    }

    @Test
    void an_analyst_sees_what_ran_how_long_it_took_and_how_many_rows_it_changed() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String procedure = warehouse.schema() + ".load_orders";
            JsonObject good = warehouse.run("");
            warehouse.sql("insert into $s.incoming values (4, -1)");
            JsonObject bad = warehouse.run("");

            // What ran, the newest first.
            List<JsonObject> runs = analyst.get("/runs?procedure=" + procedure)
                    .expect(200)
                    .items()
                    .getValuesAs(JsonObject.class);
            assertThat(runs).extracting(run -> run.getString("status")).containsExactly("failed", "succeeded");

            // How long it took, and how many rows it changed in which table.
            JsonObject step = onlyStep(good);
            assertThat(step.getJsonNumber("durationMs").longValue()).isNotNegative();
            assertThat(step.getInt("rowsInserted")).isEqualTo(3 + 1);
            assertThat(step.getInt("rowsDeleted")).isEqualTo(3);
            assertThat(step.getJsonArray("tables").getValuesAs(JsonObject.class))
                    .filteredOn(table -> table.getString("table").equals(warehouse.schema() + ".orders"))
                    .singleElement()
                    .satisfies(table -> assertThat(table.getInt("inserted")).isEqualTo(3));

            // The report's view has the data of the good run, and not of the bad one.
            JsonObject target = analyst.get("/refresh-targets/" + warehouse.schema() + ".revenue")
                    .expect(200)
                    .json();
            assertThat(target.getJsonObject("lastRefresh").getString("status")).isEqualTo("skipped");
            assertThat(analyst.get("/runs/" + good.getString("id") + "/refreshes")
                            .items()
                            .getJsonObject(0)
                            .getString("status"))
                    .isEqualTo("succeeded");
            assertThat(Sql.one(
                            warehouse.connection(),
                            Long.class,
                            "select n::bigint from %s.revenue".formatted(warehouse.schema())))
                    .isEqualTo(60);

            // What broke it.
            JsonObject error = onlyStep(bad).getJsonObject("error");
            assertThat(error.getString("sqlState")).isEqualTo("23514");
            assertThat(error.getString("message")).contains("violates check constraint");

            trends(procedure);
            reads(procedure);
            changesNothing(warehouse, good);
        }
    }

    private JsonObject onlyStep(JsonObject run) {
        return analyst.get("/runs/" + run.getString("id") + "/steps")
                .expect(200)
                .items()
                .getJsonObject(0);
    }

    /** Over time: by day from the tables, for a dashboard by scraping. */
    private void trends(String procedure) throws Exception {
        JsonObject day = analyst.get("/metrics/procedures?procedure=" + procedure)
                .expect(200)
                .items()
                .getJsonObject(0);
        assertThat(LocalDate.parse(day.getString("day"))).isNotNull();
        assertThat(day.getInt("succeeded")).isEqualTo(1);
        assertThat(day.getInt("failed")).isEqualTo(1);
        assertThat(day.getInt("rowsInserted")).isEqualTo(4);
        Map<String, Double> scraped = Scraped.from(TestServer.baseUrl()).own();
        assertThat(scraped)
                .containsEntry("silversmith_steps_total{procedure=%s, status=failed}".formatted(procedure), 1.0)
                .containsEntry("silversmith_step_rows_total{op=deleted, procedure=%s}".formatted(procedure), 3.0)
                .containsEntry(
                        "silversmith_step_failures_total{procedure=%s, sqlstate_class=23}".formatted(procedure), 1.0)
                .containsKey("silversmith_last_success_timestamp_seconds{procedure=%s}".formatted(procedure));
    }

    /** With SQL, as the role that dashboards have. */
    private static void reads(String procedure) throws Exception {
        try (Connection reader = TestServer.database().asSuperuser()) {
            Sql.execute(reader, "set role silversmith_reader");
            assertThat(Sql.one(
                            reader,
                            Boolean.class,
                            "select stale from silversmith.v_freshness where procedure = ?",
                            procedure))
                    .isFalse();
            assertThat(Sql.list(
                            reader,
                            String.class,
                            "select sql_state from silversmith.v_failure where procedure = ?",
                            procedure))
                    .containsExactly("23514");
        }
    }

    private void changesNothing(TestWarehouse warehouse, JsonObject run) {
        analyst.run("{" + warehouse.select() + "}").expect(403);
        analyst.post("/runs/" + run.getString("id") + "/cancel", "").expect(403);
        analyst.post("/refresh-targets/" + warehouse.schema() + ".revenue/refresh", "")
                .expect(403);
        analyst.put("/catalog", "application/yaml", warehouse.catalog()).expect(403);
    }
}
