package dev.silversmith.rest.runs;

import dev.silversmith.app.CancelRun;
import dev.silversmith.app.Role;
import dev.silversmith.app.StartRun;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.json.JsonBody;
import dev.silversmith.rest.json.PageJson;
import dev.silversmith.wire.PlanJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Runs: request, see, cancel. */
@Path("runs")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs")
public class RunResource {

    @Inject
    private StartRun start;

    @Inject
    private CancelRun cancel;

    @Inject
    private RunQueries queries;

    @Inject
    private Wanted wanted;

    @Inject
    private RequestReader requests;

    @Inject
    private RunWait wait;

    @Context
    private SecurityContext caller;

    @Context
    private UriInfo uri;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed({Role.OPERATOR, Role.ENGINEER})
    @Operation(summary = "Request a run", description = "The header Idempotency-Key makes the request safe to repeat.")
    @APIResponse(responseCode = "201", description = "A new run")
    @APIResponse(
            responseCode = "200",
            description = "The run that this key has made before, with Idempotency-Replayed: true")
    @APIResponse(
            responseCode = "409",
            description = "With onOverlap: reject: an open run, named by runId, shares a procedure; nothing was stored")
    @APIResponse(responseCode = "410", description = "The run that this key has made was deleted for its age")
    @APIResponse(
            responseCode = "422",
            description = "There is no such plan, it refreshes views, which runs do not support yet,"
                    + " or the key was used for another request")
    public Response request(@HeaderParam("Idempotency-Key") String key, JsonBody body) {
        String actor = caller.getUserPrincipal().getName();
        var started = start.start(IdempotencyKey.read(key), requests.read(body), actor);
        RunView run = queries.run(started.runId()).orElseThrow();
        String answer = RunJson.write(run).toString();
        if (started.replayed()) {
            return Response.ok(answer).header("Idempotency-Replayed", "true").build();
        }
        return Response.created(
                        uri.getAbsolutePathBuilder().path(run.id().toString()).build())
                .entity(answer)
                .build();
    }

    @GET
    @Allowed(Role.VIEWER)
    @Operation(summary = "Runs, newest first")
    public String list(
            @QueryParam("limit") @DefaultValue(PageJson.DEFAULT_LIMIT) String limit,
            @QueryParam("cursor") String cursor) {
        var filter = RunFilters.read(uri.getQueryParameters());
        Page<RunView> page = queries.runs(filter, PageJson.limit(limit), Optional.ofNullable(cursor));
        return PageJson.write(page, RunJson::write).toString();
    }

    @GET
    @Path("{id}")
    @Allowed(Role.VIEWER)
    @Operation(
            summary = "A run",
            description = "With wait=PT30S (at most PT5M) it answers when the run has ended, or after that time;"
                    + " of more than 1000 callers that wait, further ones are answered at once.")
    public CompletionStage<String> get(@PathParam("id") String id, @QueryParam("wait") String waiting) {
        RunView run = wanted.run(id);
        CompletionStage<RunView> latest =
                waiting == null ? CompletableFuture.completedFuture(run) : wait.untilEnded(run, waiting);
        return latest.thenApply(found -> RunJson.write(found).toString());
    }

    @GET
    @Path("{id}/steps")
    @Allowed(Role.VIEWER)
    @Operation(summary = "Every attempt of a run, in the plan's order")
    public String steps(@PathParam("id") String id) {
        var steps = queries.steps(wanted.run(id).id());
        return PageJson.write(new Page<>(steps, Optional.empty()), StepJson::write)
                .toString();
    }

    @GET
    @Path("{id}/plan")
    @Produces({MediaType.APPLICATION_JSON, MediaType.APPLICATION_XML})
    @Allowed(Role.VIEWER)
    @Operation(summary = "The plan of a run", description = "With format=jobxml the generated batch job.")
    public Response plan(@PathParam("id") String id, @QueryParam("format") @DefaultValue("json") String format) {
        RunView run = wanted.run(id);
        return switch (format) {
            case "json" ->
                Response.ok(
                                PlanJson.write(queries.plan(run.id()).orElseThrow())
                                        .toString(),
                                MediaType.APPLICATION_JSON_TYPE)
                        .build();
            case "jobxml" ->
                Response.ok(queries.jobXml(run.id()).orElseThrow(), MediaType.APPLICATION_XML_TYPE)
                        .build();
            default -> throw new ProblemException(Problem.INVALID_REQUEST, "format must be json or jobxml");
        };
    }

    @POST
    @Path("{id}/cancel")
    @Allowed({Role.OPERATOR, Role.ENGINEER})
    @Operation(
            summary = "Cancel a run",
            description = "Nothing new starts; the run is cancelled when its statements are gone.")
    @APIResponse(responseCode = "202", description = "The run as it is now")
    @APIResponse(responseCode = "409", description = "The run has already ended")
    public Response cancel(@PathParam("id") String id) {
        RunView run = wanted.run(id);
        cancel.cancel(run.id(), caller.getUserPrincipal().getName());
        return Response.accepted(
                        RunJson.write(queries.run(run.id()).orElseThrow()).toString())
                .build();
    }
}
