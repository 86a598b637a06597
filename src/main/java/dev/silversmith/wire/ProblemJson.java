package dev.silversmith.wire;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException.Violation;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.UUID;

/** A refusal or fault as problem details (RFC 9457). */
public final class ProblemJson {

    /** The media type of problem details. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private ProblemJson() {}

    /**
     * The problem details of one refusal.
     *
     * @param detail a sentence that may be shown to the caller
     * @param instance the path that was asked for
     * @param violations every offender; the field {@code errors} is left out where there is none
     */
    public static JsonObjectBuilder of(Problem problem, String detail, String instance, List<Violation> violations) {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("type", problem.type())
                .add("title", problem.title())
                .add("status", problem.status())
                .add("detail", detail)
                .add("instance", instance);
        if (!violations.isEmpty()) {
            json.add("errors", errors(violations));
        }
        return json;
    }

    /** The problem details of a refusal that its sentence says all about. */
    public static JsonObject of(Problem problem, String detail, String instance) {
        return of(problem, detail, instance, List.of()).build();
    }

    /** The problem details of an unforeseen fault: all that is told of it is the id under which the log has it. */
    public static JsonObject incident(UUID incident, String instance) {
        String detail = "an unexpected fault; the server's log has the details under incident " + incident;
        return of(Problem.INTERNAL, detail, instance, List.of())
                .add("incident", incident.toString())
                .build();
    }

    /** Offenders, each with its place. */
    public static JsonArrayBuilder errors(List<Violation> violations) {
        JsonArrayBuilder errors = JSON.createArrayBuilder();
        for (Violation violation : violations) {
            errors.add(JSON.createObjectBuilder()
                    .add("pointer", violation.pointer())
                    .add("detail", violation.detail()));
        }
        return errors;
    }
}
