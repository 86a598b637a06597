package dev.silversmith.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lists refuse, and in which words: filters, parameters and cursors that make no sense. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListRefusalIT {

    private final ApiClient viewer = new ApiClient(TestServer.baseUrl(), "viewer");
    private TestWarehouse warehouse;
    private ListSample sample;

    @BeforeAll
    void fill() throws Exception {
        warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        sample = ListSample.of(warehouse, new Random(4711), Instant.parse("2032-05-01T00:00:00Z"), 12);
    }

    @AfterAll
    void disconnect() throws Exception {
        warehouse.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "jobxml"})
    void a_run_that_was_imported_has_no_plan(String format) {
        assertThat(viewer.get("/runs/" + sample.any().id() + "/plan?format=" + format)
                        .expect(404)
                        .json()
                        .getString("detail"))
                .endsWith("has no plan: it was imported as history");
    }

    @Test
    void a_procedure_that_never_was_is_refused_with_the_nearest_name() {
        for (String list : List.of("/steps", "/runs")) {
            JsonObject problem = viewer.get(list + "?procedure=" + sample.procedure("lod_a"))
                    .expect(422)
                    .json();

            assertThat(problem.getString("detail"))
                    .startsWith("?procedure there is no procedure '" + sample.procedure("lod_a") + "' in the catalog")
                    .contains("did you mean " + sample.procedure("load_a") + "?");
            assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
                    .isEqualTo("?procedure");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/steps?status=done ?status",
                "/steps?status=queued ?status",
                "/steps?sqlState=4000 ?sqlState",
                "/steps?sqlState=4x ?sqlState",
                "/steps?sqlState= ?sqlState",
                "/steps?procedure=nodot ?procedure",
                "/steps?procedure= ?procedure",
                "/steps?from=yesterday ?from",
                "/steps?to=2026-13-01 ?to",
                "/steps?from=2026-11-23T06:00:00 ?from",
                "/steps?from=99999-01-01T00:00:00Z ?from",
                "/steps?from=2026-02-02&to=2026-02-01 ?to",
                "/steps?runId=0 ?runId",
                "/steps?runId=x ?runId",
                "/steps?limit=0 ?limit",
                "/steps?limit=201 ?limit",
                "/steps?from=2026-01-01&from=2026-01-02 ?from",
                "/steps?procedur=silver.load_a ?procedur",
                "/steps?mode=full ?mode",
                "/steps?q=x ?q",
                "/runs?status=skipped ?status",
                "/runs?mode=partly ?mode",
                "/runs?procedure=a.b.c ?procedure",
                "/runs?to=now ?to",
                "/runs?q=a&q=b ?q",
                "/runs?sqlState=40001 ?sqlState",
                "/runs?requestedby=anna ?requestedby",
                "/runs?limit=ten ?limit"
            })
    void a_filter_that_makes_no_sense_is_refused_by_its_name(String path, String pointer) {
        JsonObject problem = viewer.get(path).expect(422).json();

        assertThat(problem.getString("type")).isEqualTo("/problems/invalid-request");
        assertThat(problem.getString("detail")).startsWith(pointer + " ");
        assertThat(problem.getJsonArray("errors").getValuesAs(JsonObject.class))
                .extracting(error -> error.getString("pointer"))
                .containsExactly(pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/runs/1",
                "/runs/1/steps",
                "/runs/1/plan",
                "/steps/00000000-0000-7000-8000-000000000000",
                "/steps/00000000-0000-7000-8000-000000000000/logs",
                "/watermarks",
                "/catalog",
                "/runs",
                "/steps"
            })
    void a_parameter_that_an_endpoint_does_not_know_is_refused_everywhere(String path) {
        JsonObject problem = viewer.get(path + "?bogus=1").expect(422).json();

        assertThat(problem.getString("detail")).startsWith("?bogus there is no such parameter");
    }

    @Test
    void a_parameter_that_an_endpoint_does_not_know_is_refused_where_something_is_changed_too() {
        ApiClient engineer = new ApiClient(TestServer.baseUrl(), "engineer");

        assertThat(engineer.post("/runs?dryRun=true", "{}", "Idempotency-Key", "k")
                        .status())
                .isEqualTo(422);
        assertThat(engineer.post("/plans?bogus=1", "{}").status()).isEqualTo(422);
        assertThat(engineer.post("/runs/1/cancel?force=true", "").status()).isEqualTo(422);
        assertThat(engineer.put("/catalog?dryrun=true", "application/yaml", "version: 1\n")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void a_cursor_of_another_list_or_of_other_filters_is_refused() {
        String own = "procedure=" + sample.procedure("load_a");
        String steps = cursor("/steps?limit=1&" + own);
        String runs = cursor("/runs?limit=1&" + own);

        for (String path : List.of(
                "/steps?status=failed&" + own + "&cursor=" + steps,
                "/steps?cursor=" + steps,
                "/steps?" + own + "&cursor=" + runs,
                "/runs?" + own + "&cursor=" + steps,
                "/runs?cursor=" + runs,
                "/watermarks?cursor=" + runs,
                "/steps?cursor=nonsense")) {
            assertThat(viewer.get(path).expect(422).json().getString("detail"))
                    .as(path)
                    .contains("cursor");
        }
        assertThat(viewer.get("/steps?limit=7&" + own + "&cursor=" + steps).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-99-01T00:00:00.000000Z",
                "+99999-01-01T00:00:00.0000Z",
                "0000-01-01T00:00:00.000000Z",
                "now",
                "'; --",
                ""
            })
    void a_forged_place_in_a_cursor_is_refused(String began) {
        String own = "procedure=" + sample.procedure("load_a");
        String given = new String(Base64.getUrlDecoder().decode(cursor("/steps?limit=1&" + own)), UTF_8);
        String list = given.substring(0, given.indexOf(':') + 1);
        String forged = Base64.getUrlEncoder().encodeToString((list + began + " " + UUID.randomUUID()).getBytes(UTF_8));

        assertThat(viewer.get("/steps?" + own + "&cursor=" + forged).status()).isEqualTo(422);
    }

    private String cursor(String path) {
        return viewer.get(path).expect(200).json().getString("nextCursor");
    }
}
