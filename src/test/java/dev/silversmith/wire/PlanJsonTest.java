package dev.silversmith.wire;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;
import static dev.silversmith.testkit.Views.views;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.plan.DatabaseFacts;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.testkit.Signatures;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanJsonTest {

    private static Plan plan(PlanRequest request) {
        Parameter nothing =
                Parameter.ofValues("p_none", "text", Optional.of(Literal.NULL), Optional.empty(), Optional.empty());
        Catalog catalog = aCatalog()
                .with(
                        aProcedure("s.dim").dimension().timeout(Duration.ofMillis(1500)),
                        aProcedure("s.\"Факт \"\"x\"\"\"")
                                .fact()
                                .own()
                                .after("s.dim")
                                .refreshes("s.\"Сводка\"", RefreshLink.Trigger.ALWAYS, 1, true)
                                .searchPath("silver", "Übergang")
                                .value("p_text", "text", "it's \"quoted\" \\ 🙂")
                                .parameter(nothing)
                                .from("p_id", "uuid", ParameterSource.RUN_ID),
                        aProcedure("s.other").lockTimeout(Duration.ofSeconds(7)))
                .target("s.\"Сводка\"", true)
                .group("g", 3, "s.other", "s.dim")
                .build();
        return Planner.plan(
                catalog,
                request,
                new DatabaseFacts(
                        Signatures.fitting(catalog), views("s.\"Сводка\"").facts(), Map.of(), Map.of()));
    }

    @Test
    void a_plan_that_was_written_is_read_as_the_same_plan() {
        for (PlanRequest request : new PlanRequest[] {
            aRequest().build(),
            aRequest().perGroup().maxParallel(1).build(),
            aRequest().maxParallel(8).build()
        }) {
            Plan plan = plan(request);

            assertThat(PlanJson.read(PlanJson.write(plan).toString())).isEqualTo(plan);
        }
    }

    @Test
    void equal_plans_give_equal_bytes() {
        assertThat(PlanJson.write(plan(aRequest().build())).toString())
                .isEqualTo(PlanJson.write(plan(aRequest().build())).toString());
    }

    @Test
    void a_plan_shows_stages_units_and_why() {
        var json = PlanJson.write(plan(aRequest().perGroup().build()));

        assertThat(json.getJsonArray("stages")
                        .getJsonObject(0)
                        .getJsonArray("units")
                        .getJsonObject(0)
                        .keySet())
                .containsExactly("name", "type", "members", "dependsOn", "priority", "expectedMs", "why");
    }

    @Test
    void a_plan_shows_its_refreshes() {
        Plan plan = plan(aRequest().build());

        assertThat(PlanJson.write(plan).getJsonArray("refreshes"))
                .hasToString(
                        "[{\"view\":\"s.\\\"Сводка\\\"\",\"concurrently\":true,\"lockTimeout\":\"PT5M\",\"links\":"
                                + "[{\"procedure\":\"s.\\\"Факт \\\"\\\"x\\\"\\\"\\\"\",\"trigger\":\"always\",\"blocking\":true}]}]");
        assertThat(PlanJson.write(plan).toString())
                .contains("\"name\":\"refresh:s.\\\"Сводка\\\"\",\"type\":\"refresh\",\"members\":[]");
    }

    @Test
    void a_plan_that_was_stored_before_there_were_refreshes_is_read() {
        JsonObject stored = Json.createObjectBuilder(
                        PlanJson.write(plan(aRequest().select("s.other").build())))
                .remove("refreshes")
                .build();

        assertThat(PlanJson.read(stored.toString()).refreshes()).isEmpty();
    }

    @Test
    void a_plan_that_the_version_before_watermarks_has_stored_is_read() {
        Plan plan = PlanJson.read("""
                {"fingerprint": "f", "mode": "incremental", "transactionScope": "per_procedure",
                 "stages": [{"number": 1, "kind": "sequential", "lanes": 1, "units": [{"name": "s.p", "type": "procedure",
                   "members": ["s.p"], "dependsOn": [], "priority": 1000, "expectedMs": 1000, "why": "nothing precedes it"}]}],
                 "procedures": [{"name": "s.p", "kind": "other", "parents": [],
                   "signature": {"routine": "procedure", "identity": "IN p_n integer", "bodyHash": "b", "arguments":
                     [{"name": "p_n", "type": "integer", "direction": "in", "hasDefault": false}]},
                   "arguments": [{"name": "p_n", "type": "integer", "source": "value", "overridden": false,
                     "literal": "number", "value": "1"}],
                   "searchPath": ["s"], "lockTimeout": "PT5M", "timeout": "PT1M"}],
                 "warnings": []}
                """);

        assertThat(plan.refreshes()).isEmpty();
        assertThat(plan.procedures().values()).singleElement().satisfies(procedure -> {
            assertThat(procedure.execution())
                    .isEqualTo(Execution.of(List.of("s"), Optional.of(Duration.ofMinutes(1)), Duration.ofMinutes(5)));
            assertThat(procedure.arguments()).singleElement().satisfies(argument -> {
                assertThat(argument.secret()).isEmpty();
                assertThat(argument.value()).contains(new Literal(Literal.Type.NUMBER, "1"));
            });
        });
    }
}
