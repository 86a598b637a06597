package dev.silversmith.server;

import static dev.silversmith.testing.Watermarks.between;
import static dev.silversmith.testing.Watermarks.parameter;
import static dev.silversmith.testing.Watermarks.text;
import static org.assertj.core.api.Assertions.assertThat;

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

/** Incremental runs over rows that arrive between them: what is loaded, and where the watermark stands then. */
@ArquillianTest
class WatermarkRunIT {

    private static final String INITIAL = "initial: '1970-01-01T00:00:00Z'\n";

    /** Bronze rows with the moment they came, and a table with one row per load of each of them. */
    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl()).sql("""
                        create table $s.bronze (id int primary key, at timestamptz not null);
                        create table $s.loads (id int not null, by text not null);
                        create table $s.broken (name text primary key);
                        grant all on all tables in schema $s to silversmith_warehouse;
                        """);
    }

    /** A procedure that loads its window exactly once, unless it is said to be broken: then it fails after its work. */
    private static TestWarehouse loading(TestWarehouse warehouse, String name, String watermark) throws SQLException {
        warehouse.sql("""
                create procedure $s.%1$s(p_since timestamptz, p_until timestamptz) language plpgsql as $body$
                begin
                  insert into $s.loads select id, '%1$s' from $s.bronze where (p_since is null or at > p_since) and at <= p_until;
                  if exists (select from $s.broken where name = '%1$s') then raise exception 'broken'; end if;
                end $body$
                """.formatted(name));
        String upperBound = "upperBound: select max(at) from %s.bronze%n".formatted(warehouse.schema());
        return warehouse.entry(name, "other", List.of(), between("timestamptz", watermark + upperBound));
    }

    private static void arrive(TestWarehouse warehouse, int id, String at) throws SQLException {
        warehouse.sql("insert into $s.bronze values (%d, '2026-01-01 %s+00')".formatted(id, at));
    }

    private static List<Integer> loaded(TestWarehouse warehouse) throws SQLException {
        return Sql.list(
                warehouse.connection(), Integer.class, "select id from " + warehouse.schema() + ".loads order by id");
    }

    @Test
    void every_row_is_loaded_exactly_once_by_three_runs() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "load", INITIAL).register();
            Watermarks watermarks = new Watermarks(warehouse);
            assertThat(watermarks.value("load")).isNull();

            arrive(warehouse, 1, "10:00:00");
            arrive(warehouse, 2, "10:00:00.000001");
            JsonObject first = warehouse.steps(warehouse.run("")).get("load");
            arrive(warehouse, 3, "10:00:00.000002");
            arrive(warehouse, 4, "11:00:00");
            JsonObject second = warehouse.steps(warehouse.run("")).get("load");
            JsonObject nothingNew = warehouse.steps(warehouse.run("")).get("load");
            arrive(warehouse, 5, "12:00:00");
            warehouse.run("");

            assertThat(loaded(warehouse)).containsExactly(1, 2, 3, 4, 5);
            assertThat(text(first, "watermarkBefore")).isNull();
            assertThat(text(first, "watermarkAfter")).isEqualTo("2026-01-01T10:00:00.000001Z");
            assertThat(parameter(first, "p_since")).isEqualTo("1970-01-01T00:00:00Z");
            assertThat(parameter(first, "p_until")).isEqualTo("2026-01-01T10:00:00.000001Z");
            assertThat(text(second, "watermarkBefore")).isEqualTo("2026-01-01T10:00:00.000001Z");
            assertThat(parameter(second, "p_since")).isEqualTo("2026-01-01T10:00:00.000001Z");
            assertThat(second.getInt("rowsInserted")).isEqualTo(2);
            assertThat(nothingNew.getInt("rowsInserted")).isZero();
            assertThat(text(nothingNew, "watermarkAfter")).isEqualTo("2026-01-01T11:00:00Z");
            assertThat(watermarks.value("load")).isEqualTo("2026-01-01T12:00:00Z");
        }
    }

    @Test
    void a_late_row_is_loaded_within_the_lookback_and_without_one_nothing_is_loaded_twice() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "exact", INITIAL);
            loading(warehouse, "again", INITIAL + "lookback: PT10M\n");
            warehouse.sql("""
                            create or replace procedure $s.again(p_since timestamptz, p_until timestamptz) language sql as $$
                              insert into $s.loads
                              select id, 'again' from $s.bronze b
                               where at > p_since and at <= p_until
                                 and not exists (select from $s.loads l where l.id = b.id and l.by = 'again')
                            $$
                            """).register();
            arrive(warehouse, 1, "09:00:00");
            arrive(warehouse, 2, "10:00:00");
            warehouse.run("");
            arrive(warehouse, 3, "09:49:59");
            arrive(warehouse, 4, "09:50:01");
            arrive(warehouse, 5, "10:05:00");

            JsonObject step = warehouse.steps(warehouse.run("")).get("again");

            String loads = "select id from " + warehouse.schema() + ".loads where by = ? order by id";
            assertThat(Sql.list(warehouse.connection(), Integer.class, loads, "exact"))
                    .containsExactly(1, 2, 5);
            assertThat(Sql.list(warehouse.connection(), Integer.class, loads, "again"))
                    .containsExactly(1, 2, 4, 5);
            assertThat(parameter(step, "p_since")).isEqualTo("2026-01-01T09:50:00Z");
            assertThat(text(step, "watermarkBefore")).isEqualTo("2026-01-01T10:00:00Z");
        }
    }

    @Test
    void a_failed_step_leaves_its_watermark_and_the_next_run_loads_the_same_window() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "load", INITIAL).register();
            Watermarks watermarks = new Watermarks(warehouse);
            arrive(warehouse, 1, "10:00:00");
            warehouse.run("");
            Map<String, Object> standing = watermarks.row("load");
            arrive(warehouse, 2, "11:00:00");
            warehouse.sql("insert into $s.broken values ('load')");

            JsonObject failed = warehouse.steps(warehouse.run("")).get("load");

            assertThat(failed.getString("status")).isEqualTo("failed");
            assertThat(watermarks.row("load")).isEqualTo(standing);
            assertThat(parameter(failed, "p_since")).isEqualTo("2026-01-01T10:00:00Z");
            assertThat(parameter(failed, "p_until")).isEqualTo("2026-01-01T11:00:00Z");
            assertThat(text(failed, "watermarkBefore")).isEqualTo("2026-01-01T10:00:00Z");
            assertThat(text(failed, "watermarkAfter")).isNull();
            assertThat(loaded(warehouse)).containsExactly(1);

            warehouse.sql("delete from $s.broken");
            JsonObject repaired = warehouse.steps(warehouse.run("")).get("load");

            assertThat(repaired.get("parameters")).isEqualTo(failed.get("parameters"));
            assertThat(loaded(warehouse)).containsExactly(1, 2);
        }
    }

    @Test
    void a_group_that_is_rolled_back_leaves_the_watermarks_of_all_its_members() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            for (String member : List.of("one", "two", "three")) {
                loading(warehouse, member, INITIAL);
            }
            warehouse.group("g", 1, List.of("one", "two", "three")).register();
            Watermarks watermarks = new Watermarks(warehouse);
            arrive(warehouse, 1, "10:00:00");
            warehouse.run(", \"transactionScope\": \"per_group\"");
            List<Map<String, Object>> standing =
                    List.of(watermarks.row("one"), watermarks.row("two"), watermarks.row("three"));
            assertThat(standing).allSatisfy(row -> assertThat(row).containsEntry("value", "2026-01-01T10:00:00Z"));
            arrive(warehouse, 2, "11:00:00");
            warehouse.sql("insert into $s.broken values ('two')");

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(", \"transactionScope\": \"per_group\""));

            assertThat(steps.get("one").getString("status")).isEqualTo("rolled_back");
            assertThat(text(steps.get("one"), "watermarkAfter")).isNull();
            assertThat(List.of(watermarks.row("one"), watermarks.row("two"), watermarks.row("three")))
                    .isEqualTo(standing);

            warehouse.sql("delete from $s.broken");
            warehouse.run(", \"transactionScope\": \"per_group\"");

            assertThat(loaded(warehouse)).containsExactly(1, 1, 1, 2, 2, 2);
        }
    }

    @Test
    void the_watermark_moves_in_the_transaction_of_the_effects_and_of_the_success() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "load", INITIAL).register();
            arrive(warehouse, 1, "10:00:00");

            JsonObject step = warehouse.steps(warehouse.run("")).get("load");

            Map<String, Object> row = new Watermarks(warehouse).row("load");
            String transaction = Sql.one(
                    warehouse.connection(),
                    String.class,
                    "select (transaction_id::text::bigint & 4294967295)::text from silversmith.transformation_step"
                            + " where id = ?::uuid",
                    step.getString("id"));
            assertThat(row).containsEntry("xmin", transaction);
            assertThat(Sql.list(
                            warehouse.connection(),
                            String.class,
                            "select xmin::text from " + warehouse.schema() + ".loads"))
                    .containsExactly(transaction);
            JsonObject shown = new Watermarks(warehouse).of("load");
            assertThat(shown.getString("advancedByStepId")).isEqualTo(step.getString("id"));
            assertThat(shown.getString("advancedAt")).isEqualTo(step.getString("finishedAt"));
        }
    }

    @Test
    void without_rows_the_watermark_stays_where_it_is() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "load", "").register();
            Watermarks watermarks = new Watermarks(warehouse);

            JsonObject empty = warehouse.steps(warehouse.run("")).get("load");

            assertThat(empty.getString("status")).isEqualTo("succeeded");
            assertThat(parameter(empty, "p_since")).isNull();
            assertThat(parameter(empty, "p_until")).isNull();
            assertThat(watermarks.value("load")).isNull();

            arrive(warehouse, 1, "10:00:00");
            warehouse.run("");
            warehouse.sql("delete from $s.bronze");
            JsonObject emptied = warehouse.steps(warehouse.run("")).get("load");

            assertThat(loaded(warehouse)).containsExactly(1);
            assertThat(parameter(emptied, "p_until")).isEqualTo("2026-01-01T10:00:00Z");
            assertThat(text(emptied, "watermarkAfter")).isEqualTo("2026-01-01T10:00:00Z");
        }
    }

    @Test
    void an_upper_bound_below_the_watermark_does_not_move_it_back() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "load", INITIAL).register();
            Watermarks watermarks = new Watermarks(warehouse);
            arrive(warehouse, 1, "10:00:00");
            arrive(warehouse, 2, "11:00:00");
            warehouse.run("");
            Map<String, Object> standing = watermarks.row("load");
            warehouse.sql("delete from $s.bronze where id = 2");

            JsonObject step = warehouse.steps(warehouse.run("")).get("load");

            assertThat(step.getString("status")).isEqualTo("succeeded");
            assertThat(text(step, "watermarkAfter")).isEqualTo("2026-01-01T11:00:00Z");
            assertThat(watermarks.row("load")).isEqualTo(standing);
            assertThat(loaded(warehouse)).containsExactly(1, 2);
        }
    }

    @Test
    void a_request_cannot_override_a_bound_and_the_list_is_for_those_who_are_logged_in() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            loading(warehouse, "load", INITIAL).register();

            var answer = warehouse
                    .operator()
                    .run("{%s, \"parameters\": {\"%s.load\": {\"p_since\": \"2020-01-01\"}}}"
                            .formatted(warehouse.select(), warehouse.schema()));

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.body()).contains("p_since");
            JsonObject declared = new Watermarks(warehouse).of("load");
            assertThat(declared.getString("type")).isEqualTo("timestamptz");
            assertThat(declared.getString("initial")).isEqualTo("1970-01-01T00:00:00Z");
            assertThat(declared.getString("upperBound")).startsWith("select max(at)");
            assertThat(declared.getString("lower")).isEqualTo("exclusive");
            assertThat(declared.getString("upper")).isEqualTo("inclusive");
            assertThat(declared.getBoolean("declared")).isTrue();
            for (String unknown : List.of("out", "lookback", "value", "advancedAt", "advancedByStepId")) {
                assertThat(declared.isNull(unknown)).as(unknown).isTrue();
            }
            assertThat(warehouse.operator().get("/watermarks?cursor=cnVuczox").status())
                    .isEqualTo(422);
            assertThat(new dev.silversmith.testing.ApiClient(TestServer.baseUrl(), "nobody")
                            .get("/watermarks")
                            .status())
                    .isEqualTo(403);
        }
    }
}
