package dev.silversmith.demo;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The demo's one run of the whole sample catalog, made through the API by the sample users: the engineer brings the catalog, the operator
 * requests the run. A start that finds a run shows the newest one's summary and makes none.
 */
final class SampleRun {

    private static final Path CATALOG = Path.of("db/sample/catalog.yaml");
    private static final String NO_PROCEDURES = "procedures: {}";
    private static final String KEY = "demo-first-run";

    private final ApiClient engineer;
    private final ApiClient operator;

    SampleRun(URI server) {
        this.engineer = new ApiClient(server.toString(), "engineer");
        this.operator = new ApiClient(server.toString(), "operator");
    }

    /** Does what is left to do, and answers the summary of the newest run. */
    String summary() throws IOException {
        importCatalog();
        JsonObject run = ended(newest());
        Answer steps = ok(operator.get("/runs/%s/steps".formatted(run.getString("id"))), "to show the run's steps");
        return new RunTable(run, steps.items().getValuesAs(JsonObject.class)).text();
    }

    private void importCatalog() throws IOException {
        if (ok(engineer.get("/catalog"), "to show the catalog").body().contains(NO_PROCEDURES)) {
            Console.line("Importing the sample catalog ...");
            ok(engineer.put("/catalog", "application/yaml", Files.readString(CATALOG)), "the catalog");
        }
    }

    private JsonObject newest() {
        List<JsonObject> runs =
                ok(operator.get("/runs?limit=1"), "to list the runs").items().getValuesAs(JsonObject.class);
        if (!runs.isEmpty()) {
            Console.line("There are runs already; this is the newest.");
            return runs.get(0);
        }
        Console.line("Requesting a run of every procedure ...");
        return ok(operator.run("{}", KEY), "the request for a run").json();
    }

    private JsonObject ended(JsonObject requested) {
        JsonObject run = requested;
        while (run.isNull("finishedAt")) {
            String question = "/runs/%s?wait=PT30S".formatted(run.getString("id"));
            run = ok(operator.get(question), "to show the run").json();
        }
        return run;
    }

    private static Answer ok(Answer answer, String what) {
        if (answer.status() / 100 == 2) {
            return answer;
        }
        throw new DemoRefused("The server refuses %s with %d: %s The server stays up; Ctrl-C stops it."
                .formatted(what, answer.status(), reason(answer)));
    }

    private static String reason(Answer answer) {
        try {
            return answer.json().getString("detail", answer.body());
        } catch (JsonException notJson) {
            return answer.body();
        }
    }
}
