package dev.silversmith.rest.runs;

import dev.silversmith.app.Role;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.StepQueries;
import dev.silversmith.app.port.StepQueries.StepFilter;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Steps of all runs, single steps and their logs. */
@Path("steps")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs")
public class StepResource {

    @Inject
    private RunQueries queries;

    @Inject
    private Wanted wanted;

    @Inject
    private StepQueries lists;

    @Inject
    private StepAnswers answers;

    @Context
    private UriInfo uri;

    @GET
    @Allowed(Role.VIEWER)
    @Takes({"procedure", "status", "sqlState", "from", "to", "runId", "limit", "cursor"})
    @Operation(
            summary = "Steps of all runs, newest first",
            description =
                    "Attempts that wait for their start come first, then the others by startedAt, or by finishedAt where they never"
                            + " started, the newest first. Every filter that is given must hold.")
    @Parameter(
            name = "procedure",
            in = ParameterIn.QUERY,
            description = "A procedure, also one that has left the catalog since it ran; repeat it for any of several")
    @Parameter(name = "status", in = ParameterIn.QUERY, description = "Any of these, separated by commas or repeated")
    @Parameter(
            name = "sqlState",
            in = ParameterIn.QUERY,
            description =
                    "Failed with this SQLSTATE, or with one of this class (its first two characters); any of several,"
                            + " separated by commas or repeated")
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description =
                    "Started (or ended without a start) at this instant or later; a date means its midnight in UTC."
                            + " Attempts that wait for their start are in no period")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "Started before this instant")
    @Parameter(name = "runId", in = ParameterIn.QUERY, description = "Of this run: its id or its number")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Most items of a page: 1 to 200, else 50")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The nextCursor of the page before, with the same filters")
    @APIResponse(
            responseCode = "200",
            description =
                    "A page of steps, and the cursor of the next one if there is one; it may have fewer items than limit, even none,"
                            + " where some have changed their status meanwhile")
    @APIResponse(
            responseCode = "422",
            description = "A parameter is unknown or has a value that makes no sense; each is named")
    public String list() {
        Query query = new Query(uri.getQueryParameters());
        StepFilter filter = RunFilters.steps(query, wanted);
        int limit = query.limit();
        Optional<String> cursor = query.cursor();
        query.check();
        return answers.write(lists.steps(filter, limit, cursor));
    }

    @GET
    @Path("{id}")
    @Allowed(Role.VIEWER)
    @Operation(
            summary = "One attempt of a procedure in a run",
            description = "While it waits for a lock, blockedBy names the session that holds it.")
    public String get(@PathParam("id") String id) {
        return answers.write(wanted.step(id));
    }

    @GET
    @Path("{id}/logs")
    @Allowed(Role.VIEWER)
    @Takes({"limit", "cursor"})
    @Operation(summary = "The log of an attempt, line by line")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Most items of a page: 1 to 200, else 50")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The nextCursor of the page before, with the same filters")
    public String logs(@PathParam("id") String id) {
        Query query = new Query(uri.getQueryParameters());
        int limit = query.limit();
        Optional<String> cursor = query.cursor();
        query.check();
        var page = queries.logs(wanted.step(id).id(), limit, cursor);
        return PageJson.write(page, StepJson::write).toString();
    }
}
