package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What is recorded of a step: rows, parameters, parents, messages. */
@ArquillianTest
class StepRecordIT {

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    private static JsonObject table(JsonObject step, String name) {
        return step.getJsonArray("tables").getValuesAs(JsonObject.class).stream()
                .filter(table -> table.getString("table").endsWith("." + name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonObject> logs(TestWarehouse warehouse, JsonObject step) {
        return warehouse
                .operator()
                .get("/steps/" + step.getString("id") + "/logs?limit=200")
                .expect(200)
                .items()
                .getValuesAs(JsonObject.class);
    }

    @Test
    void rows_are_counted_per_table_and_the_next_step_shows_only_its_own() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .sql("create table $s.x (id int, v int)")
                    .sql("create table $s.y (id int)")
                    .sql("grant all on all tables in schema $s to silversmith_warehouse");
            String schema = warehouse.schema();
            warehouse.procedure("a_loads", "other", List.of(), """
                    insert into %1$s.x select i, 0 from generate_series(1, 1000) i;
                    update %1$s.x set v = 1 where id <= 10;
                    delete from %1$s.x where id > 995;
                    """.formatted(schema));
            warehouse
                    .procedure(
                            "b_next",
                            "other",
                            List.of("a_loads"),
                            "insert into %1$s.y select id from %1$s.x where id <= 3;".formatted(schema))
                    .register();

            JsonObject run = warehouse.run(", \"maxParallel\": 1");
            Map<String, JsonObject> steps = warehouse.steps(run);

            JsonObject x = table(steps.get("a_loads"), "x");
            assertThat(x.getInt("inserted")).isEqualTo(1000);
            assertThat(x.getInt("updated")).isEqualTo(10);
            assertThat(x.getInt("deleted")).isEqualTo(5);
            assertThat(table(steps.get("a_loads"), "ledger").getInt("inserted")).isEqualTo(1);
            assertThat(steps.get("a_loads").getInt("rowsAffected")).isEqualTo(1016);
            assertThat(steps.get("b_next").getInt("rowsInserted")).isEqualTo(4);
            assertThat(steps.get("b_next").getInt("rowsUpdated")).isZero();
            assertThat(table(steps.get("b_next"), "x").getBoolean("read")).isTrue();
            assertThat(table(steps.get("b_next"), "x").getInt("inserted")).isZero();
            assertThat(run.getInt("rowsAffected")).isEqualTo(1020);
        }
    }

    @Test
    void every_argument_is_bound_with_its_source() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create table $s.seen (id uuid, mode text, started timestamptz, day date, who text, region text, n numeric, gone text,
                                          kept text);
                    grant all on all tables in schema $s to silversmith_warehouse;
                    create procedure $s.takes(p_id uuid, p_mode text, p_started timestamptz, p_day date, p_who text, p_region text,
                                              p_n numeric, p_gone text, p_kept text default 'the default', inout p_rows bigint default 0)
                    language plpgsql as $$
                    begin
                      insert into $s.seen values (p_id, p_mode, p_started, p_day, p_who, p_region, p_n, p_gone, p_kept);
                      p_rows := 1;
                    end $$
                    """);
            warehouse.entry("takes", "other", List.of(), """
                                parameters:
                                  p_id: {type: uuid, from: run.id}
                                  p_mode: {type: text, from: run.mode}
                                  p_started: {type: timestamptz, from: run.startedAt}
                                  p_day: {type: date, from: run.businessDate}
                                  p_who: {type: text, from: run.requestedBy}
                                  p_region: {type: text, value: emea, full: all}
                                  p_n: {type: numeric, value: 1.50, incremental: 2.5}
                                  p_gone: {type: text, value: null}
                            """).register();

            JsonObject run = warehouse.run(
                    ", \"businessDate\": \"2026-02-28\", \"parameters\": {\"%s.takes\": {\"p_region\": \"it's; drop table x -- $$\"}}"
                            .formatted(warehouse.schema()));

            assertThat(run.getString("status")).isEqualTo("succeeded");
            Map<String, Object> seen = dev.silversmith.testing.Sql.row(
                    warehouse.connection(), "select * from " + warehouse.schema() + ".seen");
            assertThat(seen.get("id").toString()).isEqualTo(run.getString("id"));
            assertThat(seen).containsEntry("mode", "incremental").containsEntry("who", "operator");
            assertThat(seen.get("day").toString()).isEqualTo("2026-02-28");
            assertThat(seen).containsEntry("region", "it's; drop table x -- $$").containsEntry("kept", "the default");
            assertThat(seen.get("n").toString()).isEqualTo("2.5");
            assertThat(seen.get("gone")).isNull();
            JsonObject step = warehouse.steps(run).get("takes");
            assertThat(step.getString("sql"))
                    .startsWith("call \"" + warehouse.schema() + "\".\"takes\"(\"p_id\" => ?::uuid");
            List<JsonObject> parameters = step.getJsonArray("parameters").getValuesAs(JsonObject.class);
            assertThat(parameters)
                    .extracting(parameter -> parameter.getString("source"))
                    .containsExactly(
                            "run.id",
                            "run.mode",
                            "run.startedAt",
                            "run.businessDate",
                            "run.requestedBy",
                            "override",
                            "value",
                            "value");
            assertThat(parameters.get(7).get("value")).isEqualTo(JsonValue.NULL);
        }
    }

    @Test
    void the_state_of_the_parents_is_recorded() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("parent", "other", List.of(), "");
            warehouse.procedure("child", "other", List.of("parent"), "").register();

            JsonObject child = warehouse.steps(warehouse.run("")).get("child");

            List<JsonObject> snapshot = child.getJsonArray("dependencySnapshot").getValuesAs(JsonObject.class);
            assertThat(snapshot).hasSize(1);
            assertThat(snapshot.get(0).getString("procedure")).isEqualTo(warehouse.schema() + ".parent");
            assertThat(snapshot.get(0).getString("status")).isEqualTo("succeeded");
            assertThat(snapshot.get(0).getString("finishedAt")).isNotBlank();
        }
    }

    @Test
    void messages_are_kept_as_they_came_and_warnings_counted() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("talks", "other", List.of(), """
                            raise notice '<script>alert(1)</script> "quoted" 🙂 %', E'line\\nbreak';
                            raise warning 'be careful' using hint = 'a hint', detail = 'a detail';
                            raise info 'information';
                            """).register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("talks");
            List<JsonObject> lines = logs(warehouse, step);

            assertThat(step.getInt("warnings")).isEqualTo(1);
            assertThat(lines).extracting(line -> line.getString("level")).containsExactly("notice", "warning", "info");
            assertThat(lines.get(0).getString("message"))
                    .isEqualTo("<script>alert(1)</script> \"quoted\" 🙂 line\nbreak");
            assertThat(lines.get(1).getJsonObject("payload").getString("hint")).isEqualTo("a hint");
        }
    }

    @Test
    void messages_of_a_failed_step_are_kept_too() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .procedure("fails", "other", List.of(), "raise notice 'last words'; raise exception 'gone';")
                    .register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("fails");

            assertThat(logs(warehouse, step))
                    .extracting(line -> line.getString("message"))
                    .containsExactly("last words");
        }
    }

    @Test
    void messages_are_seen_while_the_procedure_runs_and_limited_in_number() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                var gate = TestServer.database().asSuperuser()) {
            warehouse
                    .procedure("floods", "other", List.of(), """
                            for i in 1..10250 loop raise notice 'line %%', i; end loop;
                            perform pg_advisory_xact_lock_shared(hashtext('%s'));
                            """.formatted(warehouse.schema()))
                    .register();
            dev.silversmith.testing.Sql.execute(
                    gate, "select pg_advisory_lock(hashtext('" + warehouse.schema() + "'))");
            JsonObject run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();

            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(60))
                    .until(() ->
                            !logs(warehouse, warehouse.steps(run).get("floods")).isEmpty());
            dev.silversmith.testing.Sql.execute(gate, "select pg_advisory_unlock_all()");
            warehouse.operator().awaitEnd(run.getString("id"));

            Map<String, Object> kept = dev.silversmith.testing.Sql.row(
                    warehouse.connection(),
                    "select count(*) as lines, max(message) filter (where event = 'messages_dropped') as dropped"
                            + " from silversmith.transformation_step_log where run_id = ?::uuid",
                    run.getString("id"));
            assertThat(kept.get("lines")).isEqualTo(10_001L);
            assertThat(kept.get("dropped")).isEqualTo("250 more messages were not kept; the limit is 10000 per step");
        }
    }

    @Test
    void a_function_is_selected_and_its_rows_counted() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create function $s.f() returns setof int language plpgsql as $$
                    begin
                      for i in 1..50 loop insert into $s.ledger (name) values ('f'); return next i; end loop;
                    end $$
                    """);
            warehouse.entry("f", "other", List.of(), "").register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("f");

            assertThat(step.getString("sql")).startsWith("select * from");
            assertThat(step.getInt("rowsInserted")).isEqualTo(50);
        }
    }

    @Test
    void mixed_case_and_cyrillic_names_work() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create procedure $s."Загрузка ""Дня""?"("Параметр" text) language plpgsql as $$
                    begin insert into $s.ledger (name) values ("Параметр"); end $$
                    """);
            String name = "\"Загрузка \"\"Дня\"\"?\"";
            warehouse
                    .engineer()
                    .put(
                            "/catalog",
                            "application/yaml",
                            "version: 1\nprocedures:\n  '%1$s.%2$s':\n    tags: [%1$s]\n    parameters:\n      Параметр: {type: text, value: привет}\n"
                                    .formatted(warehouse.schema(), name))
                    .expect(200);

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("привет");
            assertThat(warehouse.steps(run)).containsOnlyKeys(name);
        }
    }
}
