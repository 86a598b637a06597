package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.EventReader;
import dev.silversmith.testing.EventReader.Received;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Live updates by server-sent events, as a program reads them. */
@ArquillianTest
class EventStreamIT {

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    private static Gate gate(TestWarehouse warehouse, String name) throws Exception {
        return Gate.of(TestServer.database(), warehouse.schema() + name);
    }

    private static String pass(TestWarehouse warehouse, String name) {
        return Gate.pass(warehouse.schema() + name);
    }

    private static EventReader open(String path, String... headers) {
        return EventReader.open(TestServer.baseUrl(), path, "viewer", headers);
    }

    private static boolean isStep(Received event, String procedure, String status) {
        return event.name().equals("step")
                && event.json().getString("procedure").endsWith("." + procedure)
                && event.json().getString("status").equals(status);
    }

    private static JsonObject start(TestWarehouse warehouse) {
        return warehouse
                .operator()
                .run("{" + warehouse.select() + "}")
                .expect(201)
                .json();
    }

    @Test
    void a_run_is_told_from_its_first_step_to_its_end_and_a_stream_goes_on_where_another_has_ended() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate one = gate(warehouse, "one");
                Gate two = gate(warehouse, "two")) {
            warehouse.procedure("first", "other", List.of(), pass(warehouse, "one") + "raise notice 'Привет 😀';");
            warehouse
                    .procedure("second", "other", List.of("first"), pass(warehouse, "two"))
                    .register();
            JsonObject run = start(warehouse);
            String path = "/runs/" + run.getString("id") + "/events?logs=true";

            String resumed;
            try (EventReader watcher = open(path, "Accept-Encoding", "gzip")) {
                watcher.await("the present state", event -> isStep(event, "second", "pending"));
                one.open();
                Received line = watcher.await("a line", event -> event.name().equals("log"));
                assertThat(line.json().getString("message")).isEqualTo("Привет 😀");
                assertThat(line.json().getString("procedure")).isEqualTo(warehouse.schema() + ".first");
                watcher.await("the first step's end", event -> isStep(event, "first", "succeeded"));
                watcher.await("the second step's start", event -> isStep(event, "second", "running"));
                resumed = watcher.awaitPosition();
            }
            two.open();
            warehouse.operator().awaitEnd(run.getString("id"));

            EventReader onward = open(path, "Last-Event-ID", resumed).awaitClosed();
            assertThat(onward.events("step")).noneMatch(event -> isStep(event, "first", "succeeded"));
            assertThat(onward.events("step"))
                    .filteredOn(event -> isStep(event, "second", "succeeded"))
                    .hasSize(1);
            assertThat(onward.events("run"))
                    .extracting(event -> event.json().getString("status"))
                    .contains("succeeded");
            assertThat(onward.events("log")).isEmpty();
            assertThat(onward.events().get(onward.events().size() - 1).name()).isEqualTo("end");
        }
    }

    @Test
    void a_run_that_has_ended_is_told_as_it_is_and_the_stream_ends() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("bad", "other", List.of(), "raise exception 'boom';");
            warehouse.procedure("child", "other", List.of("bad"), "").register();
            JsonObject run = warehouse.run("");

            EventReader ended =
                    open("/runs/%d/events".formatted(run.getInt("number"))).awaitClosed();

            assertThat(ended.events().stream().map(Received::name).filter(name -> !name.equals("alive")))
                    .containsExactly("step", "step", "run", "end");
            Received failed = ended.events("step").get(0);
            assertThat(failed.json().getJsonObject("error").getString("message"))
                    .isEqualTo("boom");
            assertThat(failed.json()).doesNotContainKeys("sql", "parameters", "tables");
            assertThat(ended.events("run").get(0).json())
                    .isEqualTo(warehouse
                            .operator()
                            .get("/runs/" + run.getString("id"))
                            .json());
        }
    }

    @Test
    void the_overview_tells_of_a_run_that_somebody_starts() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                EventReader watcher = open("/events")) {
            watcher.await("the first sign", event -> !event.id().isEmpty());
            warehouse.procedure("p", "other", List.of(), "").register();

            JsonObject run = warehouse.run("");

            watcher.await(
                    "the run's end",
                    event -> event.name().equals("run")
                            && Objects.equals(event.json().getString("id"), run.getString("id"))
                            && event.json().getString("status").equals("succeeded"));
            assertThat(watcher.events("step")).isEmpty();
        }
    }

    @Test
    void lines_of_one_step_are_told_alone_and_of_a_flood_no_more_than_200_a_second() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Gate one = gate(warehouse, "one")) {
            warehouse.procedure(
                    "loud",
                    "other",
                    List.of(),
                    pass(warehouse, "one") + "for i in 1..900 loop raise notice 'line %', i; end loop;");
            warehouse
                    .procedure("other", "other", List.of(), pass(warehouse, "one") + "raise notice 'not this';")
                    .register();
            JsonObject run = start(warehouse);
            String step = warehouse.steps(run).get("loud").getString("id");
            try (EventReader watcher = open("/runs/%s/events?logs=true&step=%s".formatted(run.getString("id"), step))) {
                watcher.await("the present state", event -> event.name().equals("run"));
                one.open();
                watcher.awaitClosed();

                long skipped = watcher.events("skipped").stream()
                        .mapToLong(event -> event.json().getInt("lines"))
                        .sum();
                assertThat(watcher.events("log"))
                        .extracting(event -> event.json().getString("stepId"))
                        .containsOnly(step);
                assertThat(watcher.events("log").size() + skipped).isEqualTo(900);
                assertThat(skipped).isPositive();
            }
        }
    }

    @Test
    void an_unknown_run_or_step_is_a_problem_and_so_is_a_parameter_that_is_none() {
        ApiClient viewer = new ApiClient(TestServer.baseUrl(), "viewer");
        String nothing = "00000000-0000-0000-0000-000000000000";

        assertThat(viewer.get("/runs/999999999/events").expect(404).header("Content-Type"))
                .isEqualTo("application/problem+json");
        assertThat(viewer.get("/runs/" + nothing + "/events").expect(404).body())
                .contains("there is no run");
        viewer.get("/events?logs=true").expect(422);
    }
}
