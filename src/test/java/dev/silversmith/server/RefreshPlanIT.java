package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Refreshes in the plans of a real database. */
@ArquillianTest
class RefreshPlanIT {

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    private static String refresh(TestWarehouse warehouse, String... links) {
        return "    refresh: [%s]%n".formatted(String.join(", ", links)).replace("$s", warehouse.schema());
    }

    private static ApiClient.Answer plan(TestWarehouse warehouse) {
        return warehouse.operator().post("/plans", "{" + warehouse.select() + "}");
    }

    /** The units of a plan by name, the schema written as {@code $s}. */
    private static Map<String, JsonObject> units(TestWarehouse warehouse, JsonObject plan) {
        Map<String, JsonObject> units = new LinkedHashMap<>();
        for (JsonObject stage : plan.getJsonArray("stages").getValuesAs(JsonObject.class)) {
            for (JsonObject unit : stage.getJsonArray("units").getValuesAs(JsonObject.class)) {
                units.put(unit.getString("name").replace(warehouse.schema(), "$s"), unit);
            }
        }
        return units;
    }

    private static List<String> dependsOn(TestWarehouse warehouse, JsonObject unit) {
        return unit.getJsonArray("dependsOn").getValuesAs(JsonString::getString).stream()
                .map(name -> name.replace(warehouse.schema(), "$s"))
                .toList();
    }

    /** Two procedures with one view, a view on it through two plain views, and one on that; owned by the warehouse login, as an import wants it. */
    private static void views(TestWarehouse warehouse) throws Exception {
        warehouse.sql("""
                create materialized view $s."Сводка" as select count(*) as n from $s.ledger;
                create view $s."Вид 1" as select n from $s."Сводка" union all select n from $s."Сводка";
                create view $s.plain as select n from $s."Вид 1";
                create materialized view $s."Above" as select max(n) as n from $s.plain;
                create materialized view $s.top as select (select n from $s."Above") as n;
                alter materialized view $s."Сводка" owner to silversmith_warehouse;
                alter materialized view $s."Above" owner to silversmith_warehouse;
                alter materialized view $s.top owner to silversmith_warehouse;
                """);
    }

    /** After the import the last view goes to another owner. */
    private static void register(TestWarehouse warehouse) throws Exception {
        views(warehouse);
        for (String name : List.of("one", "two", "child", "Еще")) {
            warehouse.sql("create procedure $s.\"%s\"() language sql as 'select 1'".formatted(name));
        }
        warehouse
                .entry("one", "other", List.of(), refresh(warehouse, "{view: '$s.\"Сводка\"', blocking: true}"))
                .entry(
                        "two",
                        "other",
                        List.of(),
                        refresh(
                                warehouse,
                                "{view: '$s.\"Above\"', sequence: 1}",
                                "{view: '$s.\"Сводка\"', trigger: always, sequence: 2}"))
                .entry("child", "other", List.of("one"), "")
                .entry("\"Еще\"", "other", List.of(), refresh(warehouse, "{view: $s.top}"))
                .register();
        warehouse.sql("alter materialized view $s.top owner to current_user");
    }

    @Test
    void a_view_is_refreshed_once_and_a_view_on_it_afterwards() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            register(warehouse);

            JsonObject plan = plan(warehouse).expect(200).json();

            Map<String, JsonObject> units = units(warehouse, plan);
            assertThat(units)
                    .containsOnlyKeys(
                            "$s.one",
                            "$s.two",
                            "$s.child",
                            "$s.\"Еще\"",
                            "refresh:$s.\"Сводка\"",
                            "refresh:$s.\"Above\"",
                            "refresh:$s.top");
            JsonObject base = units.get("refresh:$s.\"Сводка\"");
            assertThat(base.getString("type")).isEqualTo("refresh");
            assertThat(base.getJsonArray("members")).isEmpty();
            assertThat(dependsOn(warehouse, base)).containsExactly("$s.one", "$s.two");
            assertThat(dependsOn(warehouse, units.get("refresh:$s.\"Above\"")))
                    .containsExactly("refresh:$s.\"Сводка\"", "$s.two");
            assertThat(dependsOn(warehouse, units.get("refresh:$s.top")))
                    .containsExactly("refresh:$s.\"Above\"", "$s.\"Еще\"");
            assertThat(dependsOn(warehouse, units.get("$s.child"))).containsExactly("refresh:$s.\"Сводка\"", "$s.one");
        }
    }

    @Test
    void a_plan_shows_who_wants_which_refresh_and_warns_of_a_foreign_view() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            register(warehouse);

            JsonObject plan = plan(warehouse).expect(200).json();

            assertThat(plan.getJsonArray("refreshes").toString().replace(warehouse.schema(), "$s"))
                    .contains(
                            "{\"view\":\"$s.\\\"Сводка\\\"\",\"concurrently\":false,\"lockTimeout\":\"PT5M\",\"links\":["
                                    + "{\"procedure\":\"$s.one\",\"trigger\":\"success\",\"blocking\":true},"
                                    + "{\"procedure\":\"$s.two\",\"trigger\":\"always\",\"blocking\":false}]}");
            assertThat(plan.getJsonArray("warnings").getValuesAs(JsonString::getString))
                    .containsExactly(
                            "the warehouse login may not refresh %s.top: it is not a member of the role that owns it"
                                    .formatted(warehouse.schema()));
        }
    }

    @Test
    void earlier_refreshes_tell_how_long_the_next_will_take() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            register(warehouse);
            warehouse.sql("""
                    with run as (
                      insert into silversmith.transformation_run
                        (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, finished_at)
                      select gen_random_uuid(), '$s-' || n, 'x', 'incremental', 'per_procedure', 'cancelled', 1, 'operator', now()
                        from generate_series(1, 22) as n
                      returning id, substring(idempotency_key from '-(.*)')::int as n
                    )
                    insert into silversmith.refresh_execution (id, run_id, refresh_target_id, trigger, status, finished_at, duration_ms)
                    select gen_random_uuid(), run.id, t.id, 'success', case n when 22 then 'failed' else 'succeeded' end,
                           now() + make_interval(secs => n), case n when 1 then 90000000 when 22 then 1 else 1000 * n end
                      from run, silversmith.refresh_target t
                     where t.schema_name = '$s' and t.view_name = 'Сводка'
                    """);

            Map<String, JsonObject> units =
                    units(warehouse, plan(warehouse).expect(200).json());

            assertThat(units.get("refresh:$s.\"Сводка\"").getInt("expectedMs")).isEqualTo(11_500);
            assertThat(units.get("refresh:$s.\"Above\"").getInt("expectedMs")).isEqualTo(1000);
            assertThat(units.get("$s.one").getInt("priority")).isEqualTo(1000 + 11_500 + 1000 + 1000);
        }
    }

    @Test
    void what_is_no_materialized_view_is_refused_with_all_offenders() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            views(warehouse);
            List<String> names = List.of("\"Вид 2\"", "сводка", "loads", "numbers", "by_time");
            for (String name : names) {
                warehouse.sql("create materialized view $s." + name + " as select 1 as n");
                warehouse.sql("alter materialized view $s." + name + " owner to silversmith_warehouse");
            }
            warehouse
                    .procedure("one", "other", List.of(), "")
                    .entry("two", "other", List.of(), "")
                    .sql("create procedure $s.two() language sql as 'select 1'")
                    .entry(
                            "three",
                            "other",
                            List.of(),
                            refresh(
                                    warehouse,
                                    "{view: '$s.\"Вид 2\"'}",
                                    "{view: '$s.сводка'}",
                                    "{view: $s.loads}",
                                    "{view: $s.numbers}",
                                    "{view: $s.by_time}",
                                    "{view: '$s.\"Сводка\"'}"))
                    .sql("create procedure $s.three() language sql as 'select 1'")
                    .register();
            for (String name : names) {
                warehouse.sql("drop materialized view $s." + name);
            }
            warehouse.sql("""
                    create view $s."Вид 2" as select 1 as n;
                    create table $s.loads (n integer);
                    create sequence $s.numbers;
                    create index by_time on $s.ledger (at);
                    """);

            JsonObject refusal = plan(warehouse).expect(422).json();

            assertThat(refusal.getString("type")).isEqualTo("/problems/unknown-view");
            assertThat(refusal.getJsonArray("errors").getValuesAs(JsonObject.class))
                    .extracting(error -> error.getString("detail").replace(warehouse.schema(), "$s"))
                    .containsExactly(
                            "$s.by_time is a relation, and only a materialized view can be refreshed;"
                                    + " correct the name or remove the link of $s.three",
                            "$s.loads is a table, and only a materialized view can be refreshed;"
                                    + " correct the name or remove the link of $s.three",
                            "$s.numbers is a sequence, and only a materialized view can be refreshed;"
                                    + " correct the name or remove the link of $s.three",
                            "$s.\"Вид 2\" is a view, and only a materialized view can be refreshed;"
                                    + " correct the name or remove the link of $s.three",
                            "the database has no materialized view $s.\"сводка\";"
                                    + " correct the name or remove the link of $s.three");
        }
    }

    @Test
    void views_that_read_each_other_are_refused_with_the_path_and_one_that_reads_itself_is_not() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create view $s.of_left as select 1 as n;
                    create view $s.of_right as select 1 as n;
                    create view $s.of_self as select 1 as n;
                    create materialized view $s.l as select n from $s.of_right;
                    create materialized view $s.r as select n from $s.of_left;
                    create materialized view $s.self as select n from $s.of_self;
                    create or replace view $s.of_left as select n from $s.l;
                    create or replace view $s.of_right as select n from $s.r;
                    create or replace view $s.of_self as select n from $s.self;
                    alter materialized view $s.l owner to silversmith_warehouse;
                    alter materialized view $s.r owner to silversmith_warehouse;
                    alter materialized view $s.self owner to silversmith_warehouse;
                    create procedure $s.one() language sql as 'select 1';
                    create procedure $s.two() language sql as 'select 1';
                    """);
            warehouse
                    .entry("one", "other", List.of(), refresh(warehouse, "{view: $s.l}", "{view: $s.r}"))
                    .entry("two", "other", List.of(), refresh(warehouse, "{view: $s.self}"))
                    .register();

            JsonObject refusal = plan(warehouse).expect(422).json();

            assertThat(refusal.getString("type")).isEqualTo("/problems/cycle");
            assertThat(refusal.getString("detail").replace(warehouse.schema(), "$s"))
                    .startsWith("refresh:$s.l → refresh:$s.r → refresh:$s.l: ");
            warehouse
                    .operator()
                    .post("/plans", "{\"select\": \"%s.two\"}".formatted(warehouse.schema()))
                    .expect(200);
        }
    }

    @Test
    void a_catalog_whose_refreshes_go_round_is_refused() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            views(warehouse);
            warehouse.sql("""
                    create procedure $s.one() language sql as 'select 1';
                    create procedure $s.two() language sql as 'select 1';
                    """);
            warehouse
                    .entry("one", "other", List.of(), refresh(warehouse, "{view: $s.top, blocking: true}"))
                    .entry("two", "other", List.of("one"), refresh(warehouse, "{view: $s.top}"));

            JsonObject refusal = warehouse
                    .engineer()
                    .put("/catalog", "application/yaml", warehouse.catalog())
                    .expect(422)
                    .json();

            assertThat(refusal.getString("type")).isEqualTo("/problems/cycle");
            assertThat(refusal.getString("detail").replace(warehouse.schema(), "$s"))
                    .contains("$s.two → refresh:$s.top → $s.two: the refreshes go round in a circle");
        }
    }
}
