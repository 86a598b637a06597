package dev.silversmith.server;

import static dev.silversmith.testing.Watermarks.between;
import static dev.silversmith.testing.Watermarks.parameter;
import static dev.silversmith.testing.Watermarks.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import dev.silversmith.testing.Watermarks;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What a full run binds, and where the watermarks stand after it. */
@ArquillianTest
class FullRunIT {

    private static TestWarehouse warehouse() throws SQLException {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl()).sql("""
                        create table $s.bronze (id int primary key, at bigint not null);
                        create table $s.loads (id int not null, by text not null);
                        grant all on all tables in schema $s to silversmith_warehouse;
                        """);
    }

    private static FullRuns full(TestWarehouse warehouse) {
        return new FullRuns(warehouse, TestServer.baseUrl());
    }

    /** A procedure that loads its window of bronze; in mode full it empties its own first. */
    private static void loading(TestWarehouse warehouse, String name, String watermark) throws SQLException {
        warehouse.sql("""
                create procedure $s.%1$s(p_since bigint, p_until bigint, p_how text) language plpgsql as $body$
                begin
                  if p_how = 'rebuild' then delete from $s.loads where by = '%1$s'; end if;
                  insert into $s.loads
                  select id, '%1$s' from $s.bronze where (p_since is null or at > p_since) and at <= p_until;
                end $body$
                """.formatted(name));
        String bounds = between(
                "bigint", watermark + "upperBound: select max(at) from %s.bronze%n".formatted(warehouse.schema()));
        warehouse.entry(
                name,
                "other",
                List.of(),
                FullRuns.ALLOWED
                        + bounds.replace(
                                "    parameters:\n",
                                "    parameters:\n      p_how: {type: text, value: append, full: rebuild}\n"));
    }

    private static void arrive(TestWarehouse warehouse, int id) throws SQLException {
        warehouse.sql("insert into $s.bronze values (%1$d, %1$d)".formatted(id));
    }

    private static List<Integer> loaded(TestWarehouse warehouse, String by) throws SQLException {
        return Sql.list(
                warehouse.connection(),
                Integer.class,
                "select id from " + warehouse.schema() + ".loads where by = ? order by id",
                by);
    }

    @Test
    void it_binds_initial_values_and_values_for_full_and_moves_the_watermarks_on() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "plain", "initial: 1\n");
            loading(warehouse, "null_initial", "");
            loading(warehouse, "back", "initial: 0\nlookback: 5\n");
            warehouse.register();
            Watermarks watermarks = new Watermarks(warehouse);
            arrive(warehouse, 1);
            arrive(warehouse, 20);
            JsonObject incremental = warehouse.steps(warehouse.run("")).get("back");
            assertThat(parameter(incremental, "p_how")).isEqualTo("append");
            arrive(warehouse, 30);

            JsonObject run = full(warehouse).runToEnd();

            Map<String, JsonObject> steps = warehouse.steps(run);
            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(parameter(steps.get("plain"), "p_since")).isEqualTo("1");
            assertThat(parameter(steps.get("null_initial"), "p_since")).isNull();
            assertThat(parameter(steps.get("back"), "p_since"))
                    .as("no lookback")
                    .isEqualTo("0");
            for (JsonObject step : steps.values()) {
                assertThat(parameter(step, "p_until")).isEqualTo("30");
                assertThat(parameter(step, "p_how")).isEqualTo("rebuild");
                assertThat(text(step, "watermarkBefore")).isEqualTo("20");
                assertThat(text(step, "watermarkAfter")).isEqualTo("30");
            }
            assertThat(loaded(warehouse, "plain")).containsExactly(20, 30);
            assertThat(loaded(warehouse, "null_initial")).containsExactly(1, 20, 30);
            assertThat(loaded(warehouse, "back")).containsExactly(1, 20, 30);

            arrive(warehouse, 40);
            Map<String, JsonObject> next = warehouse.steps(warehouse.run(""));
            assertThat(parameter(next.get("plain"), "p_since")).isEqualTo("30");
            assertThat(parameter(next.get("back"), "p_since")).isEqualTo("25");
            assertThat(watermarks.value("plain")).isEqualTo("40");
        }
    }

    @Test
    void it_never_moves_a_watermark_back() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "load", "initial: 0\n");
            warehouse.register();
            arrive(warehouse, 10);
            arrive(warehouse, 20);
            warehouse.run("");
            Map<String, Object> standing = new Watermarks(warehouse).row("load");
            warehouse.sql("delete from $s.bronze where id = 20");

            JsonObject run = full(warehouse).runToEnd();

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(loaded(warehouse, "load")).containsExactly(10);
            assertThat(new Watermarks(warehouse).row("load")).isEqualTo(standing);
        }
    }

    @Test
    void a_procedure_that_says_itself_where_it_has_ended_is_believed() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create procedure $s.load(p_since bigint, inout p_end bigint default null) language plpgsql as $body$
                    begin
                      insert into $s.loads select id, 'load' from $s.bronze where at > p_since;
                      select max(at) into p_end from $s.bronze;
                    end $body$
                    """);
            warehouse.entry("load", "other", List.of(), FullRuns.ALLOWED + """
                        parameters:
                          p_since: {type: bigint, from: watermark.lower}
                        watermark: {type: bigint, initial: 3, out: p_end}
                    """).register();
            arrive(warehouse, 3);
            arrive(warehouse, 7);
            warehouse.run("");
            arrive(warehouse, 9);

            JsonObject step = warehouse.steps(full(warehouse).runToEnd()).get("load");

            assertThat(parameter(step, "p_since")).isEqualTo("3");
            assertThat(text(step, "watermarkBefore")).isEqualTo("7");
            assertThat(text(step, "watermarkAfter")).isEqualTo("9");
            assertThat(loaded(warehouse, "load")).containsExactly(7, 7, 9);
        }
    }

    @Test
    void a_group_is_refreshed_in_one_transaction_with_what_its_members_expect() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "one", "initial: 0\n");
            loading(warehouse, "two", "initial: 0\n");
            warehouse.catalogMore("    expect: {minRows: 1}\n    searchPath: [pg_catalog]\n");
            warehouse.group("g", 1, List.of("one", "two")).register();
            arrive(warehouse, 1);
            FullRuns full = full(warehouse);
            String id = warehouse
                    .operator()
                    .run(full.body(", \"transactionScope\": \"per_group\""))
                    .expect(201)
                    .json()
                    .getString("id");

            full.approve(id).expect(200);

            assertThat(warehouse.operator().awaitEnd(id).getString("status")).isEqualTo("succeeded");
            assertThat(Sql.list(
                            warehouse.connection(),
                            String.class,
                            "select distinct xmin::text from " + warehouse.schema() + ".loads"))
                    .hasSize(1);
            assertThat(full.steps(id).get("two").getInt("rowsInserted")).isEqualTo(1);
        }
    }
}
