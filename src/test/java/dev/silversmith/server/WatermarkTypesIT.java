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
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Watermarks of every type, and every way for a window's end to be known. */
@ArquillianTest
class WatermarkTypesIT {

    private static TestWarehouse warehouse(String type) throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl()).sql("""
                        create table $s.bronze (id int primary key, k %s);
                        create table $s.loads (id int not null);
                        grant all on all tables in schema $s to silversmith_warehouse;
                        """.formatted(type));
    }

    private static List<Integer> loaded(TestWarehouse warehouse) throws Exception {
        return Sql.list(
                warehouse.connection(), Integer.class, "select id from " + warehouse.schema() + ".loads order by id");
    }

    private static TestWarehouse windowed(TestWarehouse warehouse, String type, String upperBound) throws Exception {
        warehouse.sql("""
                create procedure $s.load(p_since %1$s, p_until %1$s) language sql as $$
                  insert into $s.loads select id from $s.bronze where (p_since is null or k > p_since) and k <= p_until
                $$
                """.formatted(type));
        String query = upperBound.replace("$s", warehouse.schema());
        return warehouse
                .entry("load", "other", List.of(), between(type, "upperBound: |-\n  " + query + "\n"))
                .register();
    }

    private static JsonObject step(TestWarehouse warehouse) {
        return warehouse.steps(warehouse.run("")).get("load");
    }

    @Test
    void numbers_go_up_to_64_bits() throws Exception {
        try (TestWarehouse warehouse = warehouse("bigint")) {
            windowed(warehouse, "bigint", "select max(k) from $s.bronze");
            warehouse.sql("insert into $s.bronze values (1, -9223372036854775808), (2, 9)");
            assertThat(text(step(warehouse), "watermarkAfter")).isEqualTo("9");
            warehouse.sql("insert into $s.bronze values (3, 10), (4, 9223372036854775807)");

            JsonObject second = step(warehouse);

            assertThat(text(second, "watermarkBefore")).isEqualTo("9");
            assertThat(text(second, "watermarkAfter")).isEqualTo("9223372036854775807");
            assertThat(loaded(warehouse)).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void texts_compare_in_c_collation() throws Exception {
        try (TestWarehouse warehouse = warehouse("text collate \"C\"")) {
            windowed(warehouse, "text", "select max(k) from $s.bronze");
            warehouse.sql("insert into $s.bronze values (1, 'B'), (2, 'Z''; -- $$')");
            assertThat(text(step(warehouse), "watermarkAfter")).isEqualTo("Z'; -- $$");
            warehouse.sql("insert into $s.bronze values (3, 'a'), (4, 'ä')");
            assertThat(text(step(warehouse), "watermarkAfter")).isEqualTo("ä");
            warehouse.sql("delete from $s.bronze where id = 4");

            assertThat(text(step(warehouse), "watermarkAfter")).isEqualTo("ä");
            assertThat(loaded(warehouse)).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void transaction_ids_are_loaded_once() throws Exception {
        try (TestWarehouse warehouse = warehouse("xid8")) {
            windowed(warehouse, "xid8", "select k from $s.bronze order by k desc limit 1");
            warehouse.sql("insert into $s.bronze values (1, pg_current_xact_id())");
            JsonObject first = step(warehouse);
            warehouse.sql("insert into $s.bronze values (2, pg_current_xact_id()), (3, '18446744073709551615')");

            JsonObject second = step(warehouse);

            assertThat(text(second, "watermarkBefore")).isEqualTo(text(first, "watermarkAfter"));
            assertThat(text(second, "watermarkAfter")).isEqualTo("18446744073709551615");
            assertThat(loaded(warehouse)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void points_in_time_keep_their_microseconds_whatever_the_zone_of_the_session() throws Exception {
        try (TestWarehouse warehouse = warehouse("timestamptz")) {
            warehouse.sql("""
                    create procedure $s.load(p_since timestamptz, p_until timestamptz) language plpgsql as $$
                    begin
                      set local timezone = 'America/St_Johns';
                      insert into $s.loads select id from $s.bronze where k > p_since and k <= p_until;
                    end $$
                    """);
            warehouse
                    .entry("load", "other", List.of(), between("timestamptz", """
                                    initial: -infinity
                                    upperBound: >-
                                      select max(k) from %s.bronze, set_config('timezone', 'Asia/Kathmandu', true)
                                    """.formatted(warehouse.schema())))
                    .register();
            warehouse.sql("insert into $s.bronze values (1, '2026-10-25 00:30:00.000001+00')");
            JsonObject first = step(warehouse);
            warehouse.sql("insert into $s.bronze values (2, '2026-10-25 00:30:00.000002+00')");

            JsonObject second = step(warehouse);

            assertThat(parameter(first, "p_since")).isEqualTo("-infinity");
            assertThat(text(first, "watermarkAfter")).isEqualTo("2026-10-25T00:30:00.000001Z");
            assertThat(text(second, "watermarkAfter")).isEqualTo("2026-10-25T00:30:00.000002Z");
            assertThat(loaded(warehouse)).containsExactly(1, 2);
        }
    }

    @Test
    void an_inout_argument_takes_the_lower_bound_and_gives_the_end() throws Exception {
        try (TestWarehouse warehouse = warehouse("timestamptz")) {
            warehouse.sql("""
                    create procedure $s.load(inout p_cursor timestamptz, out p_rows int) language plpgsql as $$
                    begin
                      set local timezone = 'Asia/Kathmandu';
                      insert into $s.loads select id from $s.bronze where k > p_cursor;
                      get diagnostics p_rows = row_count;
                      select max(k) into p_cursor from $s.bronze;
                    end $$
                    """);
            warehouse.entry("load", "other", List.of(), """
                                parameters:
                                  p_cursor: {type: timestamptz, from: watermark.lower}
                                watermark: {type: timestamptz, initial: '2000-01-01T00:00:00Z', out: p_cursor}
                                rows: {out: p_rows}
                            """).register();
            warehouse.sql("insert into $s.bronze values (1, '2026-01-01 00:00:00.123456+00')");
            JsonObject first = step(warehouse);
            warehouse.sql("insert into $s.bronze values (2, '2026-01-02 00:00:00+00'), (3, '2026-01-03 00:00:00+00')");
            JsonObject second = step(warehouse);

            assertThat(text(first, "watermarkAfter")).isEqualTo("2026-01-01T00:00:00.123456Z");
            assertThat(parameter(second, "p_cursor")).isEqualTo("2026-01-01T00:00:00.123456Z");
            assertThat(second.getInt("rowsReported")).isEqualTo(2);
            assertThat(text(second, "watermarkAfter")).isEqualTo("2026-01-03T00:00:00Z");
            assertThat(loaded(warehouse)).containsExactly(1, 2, 3);

            warehouse.sql("truncate $s.bronze");
            JsonObject silent = step(warehouse);

            assertThat(silent.getInt("rowsReported")).isZero();
            assertThat(text(silent, "watermarkAfter")).isEqualTo("2026-01-03T00:00:00Z");
        }
    }

    @Test
    void a_function_says_in_its_out_arguments_where_it_has_ended_and_how_many_rows_there_were() throws Exception {
        try (TestWarehouse warehouse = warehouse("bigint")) {
            warehouse.sql("""
                    create function $s.load(p_since bigint, out "p_End" bigint, out p_rows numeric) language plpgsql as $$
                    begin
                      insert into $s.loads select id from $s.bronze where k > p_since;
                      get diagnostics p_rows = row_count;
                      select coalesce(max(k), p_since) into "p_End" from $s.bronze;
                    end $$
                    """);
            warehouse.entry("load", "other", List.of(), """
                                parameters:
                                  p_since: {type: bigint, from: watermark.lower}
                                watermark: {type: bigint, initial: 0, out: p_End, lookback: 5}
                                rows: {out: p_rows}
                            """).register();
            warehouse.sql("insert into $s.bronze values (1, 10), (2, 20)");
            JsonObject first = step(warehouse);
            JsonObject second = step(warehouse);

            assertThat(first.getInt("rowsReported")).isEqualTo(2);
            assertThat(text(first, "watermarkAfter")).isEqualTo("20");
            assertThat(parameter(second, "p_since")).isEqualTo("15");
            assertThat(second.getInt("rowsReported")).isEqualTo(1);
            assertThat(text(second, "watermarkAfter")).isEqualTo("20");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            timestamptz | timestamptz | 'infinity'  | the argument p_end cannot be the watermark: a watermark at infinity
            timestamptz | text        | 'yesterday' | the argument p_end cannot be the watermark: 'yesterday' is not a point in time
            bigint      | numeric     | 1.5         | the argument p_end cannot be the watermark: '1.5' is not a whole number of 64 bits
            xid8        | bigint      | -1          | the argument p_end cannot be the watermark: '-1' is not a transaction id
            """, quoteCharacter = '"')
    void an_end_that_is_no_value_of_the_type_fails_the_step_and_nothing_is_committed(
            String type, String answered, String value, String message) throws Exception {
        try (TestWarehouse warehouse = warehouse("int")) {
            warehouse.sql("""
                    create procedure $s.load(out p_end %s) language plpgsql as $$
                    begin insert into $s.loads values (1); p_end := %s; end $$
                    """.formatted(answered, value));
            warehouse
                    .entry("load", "other", List.of(), "    watermark: {type: %s, out: p_end}%n".formatted(type))
                    .register();

            JsonObject step = step(warehouse);

            assertThat(step.getString("status")).isEqualTo("failed");
            assertThat(step.getJsonObject("error").getString("message")).startsWith(message);
            assertThat(loaded(warehouse)).isEmpty();
            assertThat(new Watermarks(warehouse).value("load")).isNull();
        }
    }

    @Test
    void an_upper_bound_that_fails_says_that_it_was_the_upper_bound() throws Exception {
        try (TestWarehouse warehouse = warehouse("bigint")) {
            windowed(warehouse, "bigint", "select 1 / (select count(*) from $s.loads) -- none yet");
            warehouse.sql("update silversmith.transformation_watermark set value = '3' where procedure_id ="
                    + " (select id from silversmith.transformation_procedure where schema_name = '$s')");

            JsonObject step = step(warehouse);

            assertThat(step.getString("status")).isEqualTo("failed");
            assertThat(step.getJsonObject("error").getString("message"))
                    .isEqualTo("upper bound of the watermark: division by zero");
            assertThat(step.getJsonObject("error").getString("sqlState")).isEqualTo("22012");
            assertThat(step.getString("watermarkBefore")).isEqualTo("3");
            assertThat(step.isNull("watermarkAfter")).isTrue();
        }
    }

    @Test
    void the_second_member_of_a_group_sees_in_its_upper_bound_what_the_first_has_loaded() throws Exception {
        try (TestWarehouse warehouse = warehouse("bigint")) {
            warehouse.sql("""
                    create table $s.silver (id int);
                    grant all on $s.silver to silversmith_warehouse;
                    create procedure $s.first(p_since bigint, p_until bigint) language sql as $$
                      insert into $s.loads select id from $s.bronze where k > p_since and k <= p_until
                    $$;
                    create procedure $s.second(p_since bigint, p_until bigint) language sql as $$
                      insert into $s.silver select id from $s.loads where id > p_since and id <= p_until
                    $$;
                    """);
            String upperBound = "initial: 0\nupperBound: select max(%s) from %s.%s%n";
            warehouse.entry(
                    "first",
                    "other",
                    List.of(),
                    between("bigint", upperBound.formatted("k", warehouse.schema(), "bronze")));
            warehouse.entry(
                    "second",
                    "other",
                    List.of("first"),
                    between("bigint", upperBound.formatted("id", warehouse.schema(), "loads")));
            warehouse.group("g", 1, List.of("first", "second")).register();
            warehouse.sql("insert into $s.bronze values (1, 1), (2, 2)");

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(", \"transactionScope\": \"per_group\""));

            assertThat(text(steps.get("second"), "watermarkAfter")).isEqualTo("2");
            assertThat(Sql.list(
                            warehouse.connection(),
                            Integer.class,
                            "select id from " + warehouse.schema() + ".silver order by id"))
                    .containsExactly(1, 2);
        }
    }

    @Test
    void an_upper_bound_with_a_commit_smuggled_in_is_refused_before_anything_runs() throws Exception {
        try (TestWarehouse warehouse = warehouse("bigint")) {
            String smuggled = "select 1); insert into $s.loads values (1); commit; select (1";
            windowed(warehouse, "bigint", "select 1");
            upperBound(warehouse, smuggled.replace("$s", warehouse.schema()));

            JsonObject step = step(warehouse);
            upperBound(warehouse, "select 1"); // whoever imports the whole catalog again finds it in order

            assertThat(step.getString("status")).isEqualTo("failed");
            assertThat(step.getJsonObject("error").getString("message"))
                    .startsWith("upper bound of the watermark: the query must be one query without a semicolon");
            assertThat(loaded(warehouse)).isEmpty();
        }
    }

    /** Past the checks of an import. */
    private static void upperBound(TestWarehouse warehouse, String query) throws Exception {
        Sql.update(
                warehouse.connection(),
                "update silversmith.transformation_watermark w set upper_bound_sql = ?"
                        + " from silversmith.transformation_procedure p where p.id = w.procedure_id and p.schema_name = ?",
                query,
                warehouse.schema());
    }
}
