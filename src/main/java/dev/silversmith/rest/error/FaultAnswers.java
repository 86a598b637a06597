package dev.silversmith.rest.error;

import dev.silversmith.app.port.FaultInspector;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.wire.ProblemJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.bind.JsonbException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Decides what a caller is told of a fault. */
@ApplicationScoped
public class FaultAnswers {

    private static final Logger LOG = Logger.getLogger(FaultAnswers.class.getName());
    private static final int RETRY_AFTER_SECONDS = 5;

    private final FaultInspector inspector;

    /** For the container's proxy. */
    FaultAnswers() {
        this(null);
    }

    @Inject
    FaultAnswers(FaultInspector inspector) {
        this.inspector = inspector;
    }

    /**
     * The answer to a fault; of an unforeseen one it has only the incident id under which the log tells all.
     *
     * @param path what was asked for
     */
    Response to(Throwable fault, String path) {
        Optional<ProblemException> refusal = cause(fault, ProblemException.class);
        if (refusal.isPresent()) {
            return refused(refusal.get(), path);
        }
        Optional<ConstraintViolationException> invalid = cause(fault, ConstraintViolationException.class);
        if (invalid.isPresent()) {
            return refused(Problems.of(invalid.get()), path);
        }
        if (cause(fault, JsonException.class).isPresent()
                || cause(fault, JsonbException.class).isPresent()) {
            return refused(new ProblemException(Problem.MALFORMED_REQUEST, "the body is not valid JSON"), path);
        }
        if (fault instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            return answered(web.getResponse(), path);
        }
        if (inspector.isUnavailable(fault)) {
            LOG.log(Level.WARNING, "the database cannot be reached; " + path + " was answered with 503", fault);
            return unavailable(path);
        }
        return incident(fault, path);
    }

    private static Response refused(ProblemException refusal, String path) {
        Problem problem = refusal.problem();
        JsonObjectBuilder json = ProblemJson.of(problem, refusal.getMessage(), path, refusal.violations());
        refusal.runId().ifPresent(run -> json.add("runId", run.toString()));
        return respond(problem.status(), json.build());
    }

    private static Response answered(Response response, String path) {
        int status = response.getStatus();
        if (status < 400) {
            return response;
        }
        Problem problem = Problems.ofStatus(status);
        JsonObject body = ProblemJson.of(problem, Problems.detail(problem), path);
        Response.ResponseBuilder answer = Response.fromResponse(respond(problem.status(), body));
        String allowed = response.getHeaderString(HttpHeaders.ALLOW);
        return allowed == null
                ? answer.build()
                : answer.header(HttpHeaders.ALLOW, allowed).build();
    }

    private static Response unavailable(String path) {
        String detail =
                "the database cannot be reached at the moment; look whether a change was kept before you repeat it,"
                        + " or repeat it under the same Idempotency-Key";
        return Response.fromResponse(
                        respond(Problem.UNAVAILABLE.status(), ProblemJson.of(Problem.UNAVAILABLE, detail, path)))
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    private static Response incident(Throwable fault, String path) {
        UUID incident = UUID.randomUUID();
        LOG.log(Level.SEVERE, "incident " + incident + ": unexpected fault at " + path, fault);
        return respond(Problem.INTERNAL.status(), ProblemJson.incident(incident, path));
    }

    private static Response respond(int status, JsonObject body) {
        return Response.status(status)
                .type(ProblemJson.MEDIA_TYPE)
                .entity(body.toString())
                .build();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable fault, Class<T> type) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = fault; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
