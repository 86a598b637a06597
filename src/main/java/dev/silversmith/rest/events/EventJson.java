package dev.silversmith.rest.events;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.ChangeQueries.NewLine;
import dev.silversmith.rest.runs.StepJson;
import jakarta.json.JsonObjectBuilder;
import java.util.UUID;

/** The data of events that are nothing the API shows elsewhere. */
final class EventJson {

    private EventJson() {}

    static String line(NewLine line) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("runId", line.runId().toString())
                .add("stepId", line.stepId().toString())
                .add("procedure", line.procedure());
        StepJson.write(line.line()).forEach(object::add);
        return object.build().toString();
    }

    static String skipped(long lines) {
        return JSON.createObjectBuilder().add("lines", lines).build().toString();
    }

    static String end(UUID run) {
        return JSON.createObjectBuilder().add("runId", run.toString()).build().toString();
    }
}
