package dev.silversmith.rest.runs;

import dev.silversmith.app.CancelRun;
import dev.silversmith.app.DecideRun;
import dev.silversmith.app.Role;
import dev.silversmith.app.StartRun;
import dev.silversmith.app.StartRun.Requester;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.export.ListFile;
import dev.silversmith.rest.export.ListFormat;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Runs: request, see, decide, cancel. */
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
    private DecideRun decision;

    @Inject
    private RunQueries queries;

    @Inject
    private Wanted wanted;

    @Inject
    private RequestReader requests;

    @Inject
    private RunWait wait;

    @Inject
    private StepAnswers answers;

    @Context
    private SecurityContext caller;

    @Context
    private UriInfo uri;

    @Context
    private HttpHeaders headers;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed({Role.OPERATOR, Role.ENGINEER})
    @Operation(
            summary = "Request a run",
            description =
                    "The header Idempotency-Key makes the request safe to repeat. Mode full is for the role operator,"
                            + " needs fullRefresh: {confirmed: true, reason} with a reason of at least 10 characters, and waits for the"
                            + " approval of a second person; that such a request was refused is audited.")
    @APIResponse(responseCode = "201", description = "A new run")
    @APIResponse(
            responseCode = "200",
            description = "The run that this key has made before, with Idempotency-Replayed: true")
    @APIResponse(
            responseCode = "409",
            description = "With onOverlap: reject: an open run, named by runId, shares a procedure; nothing was stored")
    @APIResponse(responseCode = "403", description = "No role that may; for mode full that is operator")
    @APIResponse(responseCode = "410", description = "The run that this key has made was deleted for its age")
    @APIResponse(
            responseCode = "422",
            description =
                    "There is no such plan, a value is none of its parameter's type, a full refresh is not"
                            + " confirmed, has no reason or is not allowed for every procedure, or the key was used for another request")
    public Response request(@HeaderParam("Idempotency-Key") String key, JsonBody body) {
        var requester = new Requester(caller.getUserPrincipal().getName(), Role.OPERATOR.isHeld(caller::isUserInRole));
        var started = start.start(IdempotencyKey.read(key), requests.read(body), requester);
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
    @Produces({MediaType.APPLICATION_JSON, ListFormat.CSV_TYPE})
    @Takes({"status", "mode", "trigger", "procedure", "requestedBy", "from", "to", "q", "limit", "cursor", "format"})
    @Operation(
            summary = "Runs, newest first",
            description =
                    "Every filter that is given must hold. With Accept: text/csv, or format=csv, all of them as a file.")
    @Parameter(name = "status", in = ParameterIn.QUERY, description = "Any of these, separated by commas or repeated")
    @Parameter(name = "mode", in = ParameterIn.QUERY, description = "incremental or full")
    @Parameter(
            name = "trigger",
            in = ParameterIn.QUERY,
            description = "What made the request, any of: api, console, schedule, refresh, import")
    @Parameter(
            name = "procedure",
            in = ParameterIn.QUERY,
            description =
                    "With a step of this procedure, also of one that has left the catalog since; repeat it for any of several")
    @Parameter(name = "requestedBy", in = ParameterIn.QUERY, description = "Requested by exactly this user")
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description = "Requested at this instant or later; a date means its midnight in UTC")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "Requested before this instant")
    @Parameter(
            name = "q",
            in = ParameterIn.QUERY,
            description =
                    "This text is in the number, idempotency key, reason, error, requester, selection or exclusion, in upper or lower case")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Most items of a page: 1 to 200, else 50")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The nextCursor of the page before, with the same filters")
    @Parameter(name = "format", in = ParameterIn.QUERY, description = "json or csv; else what Accept says")
    @APIResponse(
            responseCode = "200",
            description =
                    "A page of runs, and the cursor of the next one if there is one; it may have fewer items than limit, even none,"
                            + " where some have changed their status meanwhile; as a file it has a line for each run, texts in quotation marks, and"
                            + " an apostrophe before those that a spreadsheet would take for a formula")
    @APIResponse(
            responseCode = "422",
            description = "A parameter is unknown or has a value that makes no sense; each is named")
    public Response list() {
        Query query = new Query(uri.getQueryParameters());
        RunFilter filter = RunFilters.runs(query);
        ListFormat format =
                ListFormat.of(query, headers.getAcceptableMediaTypes(), List.of(ListFormat.JSON, ListFormat.CSV));
        int limit = query.limit();
        Optional<String> cursor = query.cursor();
        query.check();
        return format == ListFormat.CSV
                ? ListFile.of(
                        format,
                        "runs",
                        RunCsv.HEAD,
                        after -> queries.runs(filter, Query.LARGEST_LIMIT, after),
                        RunCsv::line)
                : Response.ok(PageJson.write(queries.runs(filter, limit, cursor), RunJson::write)
                                .toString())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .build();
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
        return answers.write(new Page<>(steps, Optional.empty()));
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
                                PlanJson.write(queries.plan(run.id()).orElseThrow(() -> noPlan(run)))
                                        .toString(),
                                MediaType.APPLICATION_JSON_TYPE)
                        .build();
            case "jobxml" ->
                Response.ok(queries.jobXml(run.id()).orElseThrow(() -> noPlan(run)), MediaType.APPLICATION_XML_TYPE)
                        .build();
            default -> throw new ProblemException(Problem.INVALID_REQUEST, "format must be json or jobxml");
        };
    }

    private static ProblemException noPlan(RunView run) {
        return new ProblemException(
                Problem.NOT_FOUND, "run %d has no plan: it was imported as history".formatted(run.number()));
    }

    @POST
    @Path("{id}/approval")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.APPROVER)
    @Operation(
            summary = "Decide on a full run that waits for its approval",
            description =
                    "The body is {decision: approve|reject, reason, planFingerprint}; a rejection needs a reason of at least 10 characters."
                            + " With the planFingerprint of the run as it was looked at, no other plan is approved."
                            + " Whoever requested the run, or asked for the approval by resuming it, cannot decide, whatever their roles.")
    @APIResponse(responseCode = "200", description = "The run as it is now: queued or already running, or rejected")
    @APIResponse(
            responseCode = "403",
            description = "Not an approver, or the very person who asked: a second person has to decide")
    @APIResponse(
            responseCode = "409",
            description =
                    "The run does not wait for a decision, detail says what became of it; or what would run has changed"
                            + " since the request, errors says how, and the run is expired")
    @APIResponse(responseCode = "422", description = "The decision or its reason is missing or wrong")
    public String decide(@PathParam("id") String id, JsonBody body) {
        RunView run = wanted.run(id);
        Decision word = Decision.readOfRun(body);
        decision.decide(
                run.id(),
                word.approve(),
                word.reason(),
                word.planFingerprint(),
                caller.getUserPrincipal().getName());
        return RunJson.write(queries.run(run.id()).orElseThrow()).toString();
    }

    @POST
    @Path("{id}/cancel")
    @Allowed({Role.OPERATOR, Role.ENGINEER})
    @Operation(
            summary = "Cancel a run",
            description =
                    "Nothing new starts; the run is cancelled when its statements are gone. A request that waits for its"
                            + " approval is withdrawn.")
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
