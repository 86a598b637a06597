package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What public Bronze to Silver code does, each done here or refused with what to do; src/docs/real-sql.md lists all of it. */
@ArquillianTest
class RealSqlIT {

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    private static TestWarehouse calling(TestWarehouse warehouse, String name, String body, String yaml)
            throws SQLException {
        warehouse.sql("create procedure $s.%s() language plpgsql as $body$ begin %s end $body$".formatted(name, body));
        return warehouse.entry(name, "other", List.of(), yaml.replace("$s", warehouse.schema()));
    }

    private static void assertAdvice(JsonObject step, String sqlState, String... words) {
        assertThat(step.getString("status")).isEqualTo("failed");
        JsonObject error = step.getJsonObject("error");
        assertThat(error.getString("sqlState")).as(error.toString()).isEqualTo(sqlState);
        assertThat(error.getString("hint", "")).contains(words);
    }

    @Test
    void unqualified_names_work_with_a_search_path_and_without_one_the_error_says_so() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String body = "insert into ledger (name) values ('row');";
            calling(warehouse, "with_path", body, "    searchPath: [$s]\n");
            calling(warehouse, "without_path", body, "");
            calling(warehouse, "no_function", "perform no_such_function(1);", "")
                    .register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(""));

            assertThat(steps.get("with_path").getString("status")).isEqualTo("succeeded");
            assertAdvice(steps.get("without_path"), "42P01", "give the procedure a searchPath in the catalog");
            assertAdvice(steps.get("no_function"), "42883", "searchPath in the catalog", "No function matches");
        }
    }

    @Test
    void a_table_that_is_dropped_and_made_anew_under_a_view_is_refused_with_the_view_and_the_advice() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create table $s.t (id int);
                    create view $s.v as select * from $s.t;
                    create materialized view $s.mv as select * from $s.t;
                    alter table $s.t owner to silversmith_warehouse;
                    """);
            calling(warehouse, "rebuild", "drop table $s.t; create table $s.t as select 1 as id;", "")
                    .register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("rebuild");

            assertAdvice(
                    step,
                    "2BP01",
                    "Keep the table: empty it with TRUNCATE and fill it with INSERT ... SELECT",
                    "view $s.v depends on table $s.t".replace("$s", warehouse.schema()),
                    "materialized view $s.mv depends on".replace("$s", warehouse.schema()));
        }
    }

    @Test
    void a_missing_right_names_the_grant_or_the_ownership() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("create table $s.t (id int)");
            calling(warehouse, "grant_missing", "truncate $s.t;", "");
            calling(warehouse, "owner_missing", "alter table $s.t add c int;", "")
                    .register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(""));

            assertAdvice(steps.get("grant_missing"), "42501", "Grant the warehouse login what is missing", "TRUNCATE");
            assertAdvice(
                    steps.get("owner_missing"), "42501", "make the warehouse login a member of the role that owns");
        }
    }

    @Test
    void what_postgresql_does_outside_of_procedures_only_is_pointed_to_after_success() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            calling(warehouse, "vacuums", "execute 'vacuum $s.ledger';", "").register();

            assertAdvice(warehouse.steps(warehouse.run("")).get("vacuums"), "25001", "list them under afterSuccess");
        }
    }

    @Test
    void an_argument_that_is_left_out_has_its_default_and_null_is_null() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            for (String name : List.of("left_out", "given_null")) {
                warehouse.sql("""
                        create procedure $s.%s(p_note text default 'the default') language sql as $$
                          insert into $s.ledger (name) values (coalesce(p_note, 'null')) $$
                        """.formatted(name));
            }
            warehouse.entry("left_out", "other", List.of(), "");
            warehouse
                    .entry(
                            "given_null",
                            "other",
                            List.of("left_out"),
                            "    parameters: {p_note: {type: text, value: null}}\n")
                    .register();

            warehouse.run("");

            assertThat(warehouse.ledger()).containsExactly("the default", "null");
        }
    }

    @Test
    void of_two_overloads_the_one_with_the_named_types_is_called_even_with_null() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create procedure $s.load(p text) language sql as $$ insert into $s.ledger (name) values ('text') $$;
                    create procedure $s.load(p int) language sql as $$ insert into $s.ledger (name) values ('int') $$;
                    """);
            warehouse.entry("load", "other", List.of(), """
                                arguments: [integer]
                                parameters: {p: {type: text, value: null}}
                            """).register();

            warehouse.run("");

            assertThat(warehouse.ledger()).containsExactly("int");
        }
    }

    @Test
    void a_megabyte_of_any_characters_arrives_as_it_was_given() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create procedure $s.load(p text) language sql as $$ insert into $s.ledger (name) values (md5(p) || length(p)) $$
                    """);
            warehouse
                    .entry("load", "other", List.of(), "    parameters: {p: {type: text, value: short}}\n")
                    .register();
            String given = "$$ ' \" ; -- \\ {?} $1 я\n".repeat(50_000);
            JsonObject values = Json.createObjectBuilder()
                    .add(
                            warehouse.schema() + ".load",
                            Json.createObjectBuilder().add("p", given))
                    .build();

            JsonObject run = warehouse.run(", \"parameters\": " + values);

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger())
                    .containsExactly(Sql.one(
                            warehouse.connection(),
                            String.class,
                            "select md5(v) || length(v) from (select ? as v) x",
                            given));
        }
    }

    @Test
    void a_temp_table_that_is_left_behind_is_gone_at_the_second_call() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            calling(warehouse, "load", "create temp table work as select 1;", "")
                    .register();

            assertThat(warehouse.run("").getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.run("").getString("status")).isEqualTo("succeeded");
        }
    }

    @Test
    void an_error_that_was_swallowed_is_kept_and_a_warning_marks_the_success() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String swallowing = "perform 1/0; exception when others then raise %s 'swallowed: %%', sqlerrm;";
            calling(warehouse, "notices", swallowing.formatted("notice"), "");
            calling(warehouse, "warns", swallowing.formatted("warning"), "").register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(""));

            assertThat(steps.get("notices").getInt("warnings")).isZero();
            assertThat(steps.get("warns").getInt("warnings")).isEqualTo(1);
            for (JsonObject step : steps.values()) {
                assertThat(step.getString("status")).isEqualTo("succeeded");
                assertThat(warehouse
                                .operator()
                                .get("/steps/" + step.getString("id") + "/logs")
                                .expect(200)
                                .body())
                        .contains("swallowed: division by zero");
            }
        }
    }

    @Test
    void a_quoted_name_of_other_letters_goes_through_addresses_files_and_runs() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create procedure $s."Загрузка Дня & Größe"("Мой Параметр" text) language sql as $$
                      insert into $s.ledger (name) values ("Мой Параметр") $$
                    """);
            String name = warehouse.schema() + ".\"Загрузка Дня & Größe\"";
            warehouse
                    .engineer()
                    .put("/catalog", "application/yaml", """
                            version: 1
                            procedures:
                              '%s':
                                tags: [%s]
                                parameters: {Мой Параметр: {type: text, value: из файла}}
                            """.formatted(name, warehouse.schema()))
                    .expect(200);
            JsonObject values = Json.createObjectBuilder()
                    .add(name, Json.createObjectBuilder().add("Мой Параметр", "из запроса"))
                    .build();

            JsonObject run = warehouse
                    .operator()
                    .runToEnd(Json.createObjectBuilder()
                            .add("select", name)
                            .add("parameters", values)
                            .build()
                            .toString());

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("из запроса");
            String query = URLEncoder.encode(name, StandardCharsets.UTF_8);
            assertThat(warehouse
                            .operator()
                            .get("/steps?procedure=" + query)
                            .expect(200)
                            .items())
                    .hasSize(1)
                    .first()
                    .satisfies(step -> assertThat(step.asJsonObject().getString("procedure"))
                            .isEqualTo(name));
            assertThat(warehouse.engineer().get("/catalog").expect(200).body())
                    .contains(name)
                    .contains("Мой Параметр: {type: text, value: из файла}");
        }
    }

    @Test
    void without_a_business_date_it_is_today_in_the_time_zone_of_the_run() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create procedure $s.load(p_day date) language sql as $$
                      insert into $s.ledger (name) values ((p_day - (now() at time zone 'Pacific/Kiritimati')::date)::text) $$
                    """);
            warehouse
                    .entry(
                            "load",
                            "other",
                            List.of(),
                            "    parameters: {p_day: {type: date, from: run.businessDate}}\n")
                    .register();

            warehouse.run(", \"timeZone\": \"Pacific/Kiritimati\"");

            assertThat(warehouse.ledger()).containsExactly("0");
        }
    }
}
