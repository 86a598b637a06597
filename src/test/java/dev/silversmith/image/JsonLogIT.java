package dev.silversmith.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ImageServer;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The log of a server whose SILVERSMITH_LOG_FORMAT is json, which is what the image says. */
@OwnServers
class JsonLogIT {

    private final ImageServer server = ImageServer.get();

    @Test
    void every_line_of_the_log_is_a_json_object_with_time_and_message() throws Exception {
        assertThat(objects(server.messages())).isNotEmpty().allSatisfy(line -> assertThat(line)
                .containsKeys("ibm_datetime", "message"));
    }

    @Test
    void every_line_that_is_printed_once_the_server_has_begun_is_a_json_object() throws Exception {
        List<String> lines = Files.readAllLines(server.console());
        int first = lines.indexOf(
                lines.stream().filter(line -> line.startsWith("{")).findFirst().orElseThrow());

        assertThat(lines.subList(first, lines.size()))
                .allSatisfy(line -> assertThat(object(line)).isNotEmpty());
    }

    @Test
    void lines_of_a_failing_run_say_which_run_step_and_procedure_they_are_about() throws Exception {
        try (TestWarehouse warehouse = server.warehouse()) {
            warehouse
                    .procedure("first", "other", List.of(), "")
                    .procedure("bad", "other", List.of(), "perform 1 / 0;")
                    .group("both", 1, List.of("first", "bad"))
                    .register();

            JsonObject run = warehouse.run(", \"transactionScope\": \"per_group\"");
            JsonObject step = warehouse.steps(run).get("bad");

            JsonObject failure = lines(run, "has failed").get(0);
            assertThat(failure.getString("step")).isEqualTo(step.getString("id"));
            assertThat(failure.getString("procedure")).isEqualTo(warehouse.schema() + ".bad");
            assertThat(failure.getString("message")).contains("22012");
            assertThat(failure.getString("loglevel")).isEqualTo("WARNING");
            assertThat(lines(run, "has ended: failed")).singleElement().satisfies(line -> assertThat(line)
                    .doesNotContainKeys("step", "procedure"));
        }
    }

    @Test
    void two_runs_at_once_do_not_get_each_others_fields() throws Exception {
        try (TestWarehouse one = server.warehouse();
                TestWarehouse other = server.warehouse()) {
            Map<TestWarehouse, String> runs = Map.of(one, start(one), other, start(other));

            runs.forEach((warehouse, id) -> {
                JsonObject run = warehouse.operator().awaitEnd(id);
                assertThat(lines(run, "has failed")).hasSize(4).allSatisfy(line -> assertThat(
                                line.getString("procedure"))
                        .startsWith(warehouse.schema() + "."));
            });
        }
    }

    private static String start(TestWarehouse warehouse) throws Exception {
        for (String name : List.of("a", "b", "c", "d")) {
            warehouse.procedure(name, "other", List.of(), "perform 1 / 0;");
        }
        return warehouse
                .register()
                .operator()
                .run("{" + warehouse.select() + "}")
                .expect(201)
                .json()
                .getString("id");
    }

    /** Lines about a run with this text, once its end is told. */
    private List<JsonObject> lines(JsonObject run, String text) {
        String id = run.getString("id");
        Awaitility.await("the log of the run's end")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(server.messages()).contains("run " + id + " has ended"));
        return objects(server.messages()).stream()
                .filter(line -> line.getString("run", "").equals(id))
                .filter(line -> line.getString("message").contains(text))
                .toList();
    }

    private static List<JsonObject> objects(Path file) {
        try {
            return Files.readString(file).lines().map(JsonLogIT::object).toList();
        } catch (IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        }
    }

    private static JsonObject object(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        }
    }
}
