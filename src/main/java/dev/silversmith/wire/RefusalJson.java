package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.shared.ProblemException;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** A refused request for a full refresh, as the audit trail keeps it. */
public final class RefusalJson {

    private static final int MOST_ERRORS = 100;

    private RefusalJson() {}

    public static JsonObject write(PlanRequest request, FullRefresh full, ProblemException why) {
        JsonArrayBuilder errors = JSON.createArrayBuilder();
        why.violations().stream()
                .limit(MOST_ERRORS)
                .forEach(violation -> errors.add(JSON.createObjectBuilder()
                        .add("pointer", violation.pointer())
                        .add("detail", violation.detail())));
        return JSON.createObjectBuilder()
                .add("request", request(request))
                .add(
                        "fullRefresh",
                        JSON.createObjectBuilder()
                                .add("confirmed", full.confirmed())
                                .add("reason", full.reason()))
                .add("problem", why.problem().type())
                .add("detail", why.getMessage())
                .add("errors", errors)
                .build();
    }

    /** With the names of what was to be overridden only: a value may be a secret, and nobody can take it out of the trail again. */
    private static JsonObjectBuilder request(PlanRequest request) {
        JsonObjectBuilder parameters = JSON.createObjectBuilder();
        request.overrides()
                .forEach((procedure, values) ->
                        parameters.add(procedure.toString(), JSON.createArrayBuilder(values.keySet())));
        return JSON.createObjectBuilder()
                .add("mode", request.mode().word())
                .add("transactionScope", request.scope().word())
                .add("select", request.select())
                .add("exclude", request.exclude())
                .add("parameters", parameters)
                .add("maxParallel", request.maxParallel());
    }
}
