package dev.silversmith.demo;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The demo's one run of the whole sample catalog, made through the API by the sample users: the engineer brings the catalog, the operator
 * requests the run. A start that finds a run shows that one's summary and makes none.
 */
final class SampleRun {

    private static final Path CATALOG = Path.of("db/sample/catalog.yaml");
    private static final String NO_PROCEDURES = "procedures: {}";
    private static final String KEY = "demo-first-run";

    private final URI server;
    private final ApiClient engineer;
    private final ApiClient operator;

    SampleRun(URI server) {
        this.server = server;
        this.engineer = new ApiClient(server, "engineer", "engineer");
        this.operator = new ApiClient(server, "operator", "operator");
    }

    /** Does what is left to do, and prints the summary. */
    void show() throws IOException, InterruptedException {
        importCatalog();
        JsonObject run = ended(latest());
        List<JsonObject> steps = ok(operator.get("runs/%s/steps".formatted(run.getString("id"))), "the run's steps")
                .json()
                .getJsonArray("items")
                .getValuesAs(JsonObject.class);
        Console.line(System.lineSeparator() + new RunTable(run, steps).text());
        Console.line(farewell());
    }

    private void importCatalog() throws IOException, InterruptedException {
        if (!ok(engineer.get("catalog"), "the catalog").body().contains(NO_PROCEDURES)) {
            return;
        }
        Console.line("Importing the sample catalog ...");
        ok(engineer.put("catalog", "application/yaml", Files.readString(CATALOG)), "the import of the catalog");
    }

    private JsonObject latest() throws IOException, InterruptedException {
        List<JsonObject> runs = ok(operator.get("runs?limit=1"), "the list of runs")
                .json()
                .getJsonArray("items")
                .getValuesAs(JsonObject.class);
        if (!runs.isEmpty()) {
            return runs.get(0);
        }
        Console.line("Requesting a run of every procedure ...");
        return ok(operator.post("runs", KEY, JsonValue.EMPTY_JSON_OBJECT), "the request for a run")
                .json();
    }

    private JsonObject ended(JsonObject requested) throws IOException, InterruptedException {
        JsonObject run = requested;
        while (run.isNull("finishedAt")) {
            String question = "runs/%s?wait=PT30S".formatted(run.getString("id"));
            run = ok(operator.get(question), "the run").json();
        }
        return run;
    }

    private static Answer ok(Answer answer, String what) {
        if (answer.isOk()) {
            return answer;
        }
        throw new DemoRefused("The server refused %s with %d: %s The server stays up; Ctrl-C stops it."
                .formatted(what, answer.status(), reason(answer)));
    }

    private static String reason(Answer answer) {
        try {
            return answer.json().getString("detail", answer.body());
        } catch (JsonException notJson) {
            return answer.body();
        }
    }

    private String farewell() {
        return """
                Console   %s/console/
                Users     viewer, engineer, operator, approver, approver2, auditor, admin (the password is the name)
                Database  psql -h 127.0.0.1 -p %s -U postgres warehouse (password postgres)
                Stop      Ctrl-C; the data is kept in .demo
                """.formatted(server, DemoSettings.read().databasePort());
    }
}
