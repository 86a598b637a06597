package dev.silversmith.rest.catalog;

import dev.silversmith.app.ResetWatermark;
import dev.silversmith.app.Role;
import dev.silversmith.app.port.ResetQueries;
import dev.silversmith.app.port.ResetQueries.ResetFilter;
import dev.silversmith.app.port.ResetView;
import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.json.JsonBody;
import dev.silversmith.rest.json.PageJson;
import dev.silversmith.rest.runs.Decision;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Requests to set a watermark: see, decide, withdraw. */
@Path("watermark-resets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Watermarks")
public class WatermarkResetResource {

    private static final Map<String, ResetStatus> STATUSES =
            Arrays.stream(ResetStatus.values()).collect(Collectors.toMap(ResetStatus::word, Function.identity()));
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int LONGEST_QUOTE = 60;

    @Inject
    private ResetWatermark resets;

    @Inject
    private ResetQueries queries;

    @Context
    private SecurityContext caller;

    @Context
    private UriInfo uri;

    @GET
    @Allowed(Role.VIEWER)
    @Takes({"status", "procedure", "limit", "cursor"})
    @Operation(summary = "Requests to set a watermark, newest first")
    @Parameter(name = "status", in = ParameterIn.QUERY, description = "Any of these, separated by commas or repeated")
    @Parameter(
            name = "procedure",
            in = ParameterIn.QUERY,
            description = "For the watermark of this procedure; repeat it for any of several")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Most items of a page: 1 to 200, else 50")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The nextCursor of the page before, with the same filters")
    @APIResponse(
            responseCode = "200",
            description = "A page of requests, and the cursor of the next one if there is one")
    @APIResponse(
            responseCode = "422",
            description = "A parameter is unknown or has a value that makes no sense; each is named")
    public String list() {
        Query query = new Query(uri.getQueryParameters());
        ResetFilter filter = new ResetFilter(query.words("status", STATUSES), query.procedures("procedure"));
        int limit = query.limit();
        Optional<String> cursor = query.cursor();
        query.check();
        return PageJson.write(queries.resets(filter, limit, cursor), ResetJson::write)
                .toString();
    }

    @GET
    @Path("{id}")
    @Allowed(Role.VIEWER)
    @Operation(summary = "A request to set a watermark", description = "By its id or number.")
    @APIResponse(
            responseCode = "200",
            description =
                    "The request: fromValue is where the watermark stood when it was asked for or, once it is applied, was set;"
                            + " currentValue is where it stands now")
    @APIResponse(responseCode = "404", description = "There is no such request")
    public String get(@PathParam("id") String id) {
        return ResetJson.write(wanted(id)).toString();
    }

    @POST
    @Path("{id}/approval")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.APPROVER)
    @Operation(
            summary = "Approve or reject a request to set a watermark",
            description =
                    "{decision: approve|reject, reason}; a rejection needs a reason of at least 10 characters. An approval sets the"
                            + " watermark.")
    @APIResponse(responseCode = "200", description = "The request as it is now")
    @APIResponse(responseCode = "403", description = "Who asked is who decides")
    @APIResponse(
            responseCode = "409",
            description =
                    "Somebody was first, the request has run out, the catalog does not declare the watermark any more, or a run, named"
                            + " by runId, is working with it; nothing was done")
    public String decide(@PathParam("id") String id, JsonBody body) {
        ResetView reset = wanted(id);
        Decision word = Decision.read(body);
        return ResetJson.write(resets.decide(
                        reset,
                        word.approve(),
                        word.reason(),
                        caller.getUserPrincipal().getName()))
                .toString();
    }

    @POST
    @Path("{id}/cancel")
    @Allowed(Role.OPERATOR)
    @Operation(summary = "Withdraw a request to set a watermark", description = "One that waits for a second person.")
    @APIResponse(responseCode = "200", description = "The request as it is now")
    @APIResponse(responseCode = "409", description = "The request has ended in another way")
    public String cancel(@PathParam("id") String id) {
        return ResetJson.write(
                        resets.cancel(wanted(id), caller.getUserPrincipal().getName()))
                .toString();
    }

    private ResetView wanted(String id) {
        Optional<ResetView> found = Optional.empty();
        if (NUMBER.matcher(id).matches()) {
            found = queries.reset(Long.parseLong(id));
        } else if (ID.matcher(id).matches()) {
            found = queries.reset(UUID.fromString(id));
        }
        String shown = id.length() <= LONGEST_QUOTE ? id : id.substring(0, LONGEST_QUOTE) + "…";
        return found.orElseThrow(() -> new ProblemException(
                Problem.NOT_FOUND, "there is no request '%s' to set a watermark".formatted(shown)));
    }
}
