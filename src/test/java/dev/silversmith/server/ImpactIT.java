package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run means for everything around it. */
@ArquillianTest
class ImpactIT {

    private final ApiClient viewer = new ApiClient(TestServer.baseUrl(), "viewer");
    private TestWarehouse warehouse;

    @BeforeEach
    void open() throws SQLException {
        warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    @AfterEach
    void close() throws SQLException {
        warehouse.close();
    }

    private JsonObject impact(JsonObject run) {
        return viewer.get("/runs/" + run.getInt("number") + "/impact")
                .expect(200)
                .json();
    }

    private static Map<String, JsonObject> byName(JsonObject impact) {
        return impact.getJsonArray("procedures").getValuesAs(JsonObject.class).stream()
                .collect(Collectors.toMap(
                        one -> one.getString("procedure").replaceFirst(".*[.]", ""), Function.identity()));
    }

    private static List<String> strings(JsonObject object, String name) {
        return object.getJsonArray(name).getValuesAs(JsonString.class).stream()
                .map(text -> text.getString().replaceFirst(".*[.]", ""))
                .toList();
    }

    /** A full run as if it had been; each step took so long that many seconds ago. */
    private UUID fullRun(String procedure, int secondsAgo, long durationMs, long rows, boolean dry, boolean imported)
            throws SQLException {
        UUID run = UUID.randomUUID();
        Sql.update(warehouse.connection(), """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, started_at,
                   finished_at, dry_run, imported)
                values (?, ?, 'f', 'full', 'per_procedure', 'succeeded', 4, 'history', clock_timestamp(), clock_timestamp(), ?, ?)
                """, run, run.toString(), dry, imported);
        Sql.update(
                warehouse.connection(),
                """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, kind, unit, stage, ordinal, status, started_at, finished_at, duration_ms, rows_affected)
                select gen_random_uuid(), ?, p.id, 'other', 'u', 1, 1, 'succeeded', clock_timestamp() - make_interval(secs => ?),
                       clock_timestamp() - make_interval(secs => ?), ?, ?
                  from silversmith.transformation_procedure p
                 where p.schema_name = ? and p.procedure_name = ?
                """,
                run,
                (double) secondsAgo,
                (double) secondsAgo,
                durationMs,
                rows,
                warehouse.schema(),
                procedure);
        return run;
    }

    @Test
    void a_run_is_shown_with_its_history_its_dependants_and_its_totals() throws Exception {
        warehouse
                .procedure("a", "other", List.of(), "")
                .procedure("b", "other", List.of("a"), "")
                .procedure("c", "other", List.of("b"), "")
                .register();
        JsonObject run = warehouse.operator().runToEnd("{\"select\": \"%1$s.a %1$s.b\"}".formatted(warehouse.schema()));
        fullRun("a", 300, 1_000, 10, false, true);
        UUID newest = fullRun("a", 200, 2_000, 20, false, true);

        JsonObject impact = impact(run);

        assertThat(impact.getString("runId")).isEqualTo(run.getString("id"));
        assertThat(impact.get("planFingerprint")).isEqualTo(run.get("planFingerprint"));
        JsonObject a = byName(impact).get("a");
        JsonObject last = a.getJsonObject("lastFull");
        assertThat(last.getString("runId")).isEqualTo(newest.toString());
        assertThat(last.getInt("durationMs")).isEqualTo(2_000);
        assertThat(last.getInt("rowsAffected")).isEqualTo(20);
        assertThat(strings(a, "dependantNames")).containsExactly("c");
        assertThat(byName(impact).get("b").isNull("lastFull")).isTrue();
        assertThat(impact.getJsonObject("dependants").getInt("total")).isEqualTo(1);
        JsonObject totals = impact.getJsonObject("totals");
        assertThat(totals.getInt("procedures")).isEqualTo(2);
        assertThat(totals.getInt("expectedMs")).isEqualTo(2_000);
        assertThat(totals.getInt("rows")).isEqualTo(20);
        assertThat(totals.getInt("unknown")).isEqualTo(1);
        assertThat(impact.getJsonArray("conflicts")).isEmpty();
        assertThat(impact.getJsonArray("changes")).isEmpty();
    }

    @Test
    void while_a_run_awaits_approval_its_impact_says_what_has_changed_since_the_request() throws Exception {
        warehouse
                .procedure("a", "other", List.of(), "")
                .catalogMore("    modes: {incremental: true, full: true, allowFullRefresh: true}\n")
                .register();
        JsonObject run = warehouse
                .operator()
                .run(
                        "{\"mode\": \"full\", %s, \"fullRefresh\": {\"confirmed\": true, \"reason\": \"after a correction\"}}"
                                .formatted(warehouse.select()))
                .expect(201)
                .json();
        assertThat(impact(run).getJsonArray("changes")).isEmpty();

        warehouse.sql("create or replace procedure $s.a() language sql as 'select 1'");

        assertThat(impact(run).getJsonArray("changes").getJsonObject(0).getString("detail"))
                .contains(warehouse.schema() + ".a");
        warehouse
                .operator()
                .post("/runs/" + run.getString("id") + "/cancel", "")
                .expect(202);
        assertThat(impact(run).getJsonArray("changes")).isEmpty();
    }

    @Test
    void a_full_run_is_no_history_of_its_own() throws Exception {
        warehouse.procedure("a", "other", List.of(), "").catalogMore(FullRuns.ALLOWED);
        warehouse.register();
        JsonObject run = new FullRuns(warehouse, TestServer.baseUrl()).runToEnd();

        assertThat(run.getString("status")).isEqualTo("succeeded");
        assertThat(byName(impact(run)).get("a").isNull("lastFull")).isTrue();
    }

    /** Such a row cannot be made by the server: the table wants an approval of every full run that was not imported. */
    @Test
    void a_dry_run_says_nothing_of_what_a_full_run_takes() throws Exception {
        warehouse.procedure("a", "other", List.of(), "").register();
        JsonObject run = warehouse.run("");
        fullRun("a", 10, 5, 5, true, true);

        assertThat(byName(impact(run)).get("a").isNull("lastFull")).isTrue();
    }

    @Test
    void open_runs_that_share_procedures_are_conflicts_and_others_are_not() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            warehouse.procedure(name, "other", List.of(), Gate.pass(warehouse));
        }
        warehouse.register();
        try (Gate gate = Gate.of(TestServer.database(), warehouse)) {
            JsonObject active = request("a b");
            JsonObject queued = request("b c");
            JsonObject apart = request("a");

            JsonObject impact = impact(queued);

            JsonObject conflict = impact.getJsonArray("conflicts").getJsonObject(0);
            assertThat(impact.getJsonArray("conflicts")).hasSize(1);
            assertThat(conflict.getString("runId")).isEqualTo(active.getString("id"));
            assertThat(conflict.getInt("number")).isEqualTo(active.getInt("number"));
            assertThat(conflict.getString("status")).isEqualTo("running");
            assertThat(strings(conflict, "procedures")).containsExactly("b");
            assertThat(conflict.getInt("count")).isEqualTo(1);
            assertThat(impact(active).getJsonArray("conflicts").getValuesAs(JsonObject.class))
                    .extracting(other -> other.getInt("number"))
                    .containsExactly(queued.getInt("number"), apart.getInt("number"));
            gate.open();
            warehouse.operator().awaitEnd(active.getString("id"));
            warehouse.operator().awaitEnd(queued.getString("id"));
            warehouse.operator().awaitEnd(apart.getString("id"));
            assertThat(impact(queued).getJsonArray("conflicts")).isEmpty();
        }
    }

    private JsonObject request(String names) {
        String select = Arrays.stream(names.split(" "))
                .map(name -> warehouse.schema() + "." + name)
                .collect(Collectors.joining(" "));
        return warehouse
                .operator()
                .run("{\"select\": \"%s\"}".formatted(select))
                .expect(201)
                .json();
    }

    @Test
    void an_imported_run_has_no_plan_and_so_no_impact() throws Exception {
        warehouse.procedure("a", "other", List.of(), "").register();
        UUID imported = fullRun("a", 10, 5, 5, false, true);

        viewer.get("/runs/" + imported + "/impact").expect(404);
        viewer.get("/runs/999999999/impact").expect(404);
    }
}
