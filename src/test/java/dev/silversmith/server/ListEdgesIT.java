package dev.silversmith.server;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.server.ListSample.Run;
import dev.silversmith.server.ListSample.Step;
import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What random filters seldom hit: the very instant where a period begins and ends, and each failure of a run by its SQLSTATE. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListEdgesIT {

    private final ApiClient viewer = new ApiClient(TestServer.baseUrl(), "viewer");
    private TestWarehouse warehouse;
    private ListSample sample;

    @BeforeAll
    void fill() throws Exception {
        warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        sample = ListSample.of(warehouse, new Random(17), Instant.parse("2033-05-01T00:00:00Z"), 12);
    }

    @AfterAll
    void disconnect() throws Exception {
        warehouse.close();
    }

    private List<UUID> ids(String path) {
        return viewer.get(path + "&limit=200").expect(200).items().getValuesAs(JsonObject.class).stream()
                .map(item -> UUID.fromString(item.getString("id")))
                .toList();
    }

    @Test
    void a_period_of_runs_begins_with_from_and_ends_before_to() {
        for (Run run : sample.all()) {
            String list = "/runs?requestedBy=" + encode(run.user(), UTF_8);

            assertThat(ids(list + "&from=" + run.at())).contains(run.id());
            assertThat(ids(list + "&to=" + run.at())).doesNotContain(run.id());
            assertThat(ids(list + "&to=" + run.at().plusNanos(1))).contains(run.id());
            assertThat(ids(list + "&from=" + run.at().plusNanos(1))).doesNotContain(run.id());
        }
    }

    @Test
    void a_period_of_steps_begins_with_from_and_ends_before_to() {
        for (Step step : steps().stream().filter(one -> one.began() != null).toList()) {
            for (String list : List.of("/steps?runId=" + step.run(), "/steps?procedure=" + name(step))) {
                assertThat(ids(list + "&from=" + step.began())).contains(step.id());
                assertThat(ids(list + "&to=" + step.began())).doesNotContain(step.id());
            }
        }
    }

    @Test
    void each_failure_is_found_by_its_sqlstate_and_by_the_class_of_it_however_the_list_is_narrowed() {
        List<Step> failures =
                steps().stream().filter(step -> step.sqlState() != null).toList();
        assertThat(failures).isNotEmpty();
        for (Step step : failures) {
            for (String list : List.of("/steps?runId=" + step.run(), "/steps?procedure=" + name(step))) {
                String state = step.sqlState();

                assertThat(ids(list + "&sqlState=" + state)).contains(step.id());
                assertThat(ids(list + "&sqlState=" + state.substring(0, 2))).contains(step.id());
                assertThat(ids(list + "&sqlState=0A,XX000")).isEmpty();
            }
        }
    }

    private List<Step> steps() {
        return sample.all().stream().flatMap(run -> run.steps().stream()).toList();
    }

    private static String name(Step step) {
        return encode(step.procedure(), UTF_8);
    }
}
