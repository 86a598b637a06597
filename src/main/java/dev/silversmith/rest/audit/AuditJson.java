package dev.silversmith.rest.audit;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.AuditQueries.AuditView;
import dev.silversmith.app.port.AuditVerification.Link;
import dev.silversmith.app.port.AuditVerification.Verdict;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Optional;

/** The audit trail as JSON. */
final class AuditJson {

    private AuditJson() {}

    static JsonObject write(AuditView event) {
        return JSON.createObjectBuilder()
                .add("seq", event.seq())
                .add("id", event.id().toString())
                .add("at", event.at().toString())
                .add("actor", event.actor())
                .add("action", event.action())
                .add("objectType", event.objectType())
                .add("objectId", event.objectId())
                .add("reason", event.reason().<JsonValue>map(JSON::createValue).orElse(JsonValue.NULL))
                .add("before", read(event.before()))
                .add("after", read(event.after()))
                .add("hash", event.hash())
                .build();
    }

    private static JsonValue read(Optional<String> state) {
        if (state.isEmpty()) {
            return JsonValue.NULL;
        }
        try (JsonReader reader = JSON.createReader(new StringReader(state.get()))) {
            return reader.readValue();
        }
    }

    static JsonObject write(Verdict verdict) {
        Link head = verdict.head();
        JsonArrayBuilder problems = JSON.createArrayBuilder();
        verdict.problems()
                .forEach(fault -> problems.add(
                        JSON.createObjectBuilder().add("seq", fault.seq()).add("problem", fault.problem())));
        return JSON.createObjectBuilder()
                .add("verified", verdict.verified())
                .add("events", verdict.events())
                .add("head", JSON.createObjectBuilder().add("seq", head.seq()).add("hash", head.hash()))
                .add("problems", problems)
                .build();
    }
}
