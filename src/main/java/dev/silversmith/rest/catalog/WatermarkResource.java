package dev.silversmith.rest.catalog;

import dev.silversmith.app.ListWatermarks;
import dev.silversmith.app.ResetWatermark;
import dev.silversmith.app.Role;
import dev.silversmith.app.port.ResetView;
import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.run.Reason;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.json.JsonBody;
import dev.silversmith.rest.json.JsonFields;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Watermarks: where each procedure's last load ended. */
@Path("watermarks")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Watermarks")
public class WatermarkResource {

    private static final int LONGEST_VALUE = 10_000;

    @Inject
    private ListWatermarks watermarks;

    @Inject
    private ResetWatermark resets;

    @Context
    private SecurityContext caller;

    @Context
    private UriInfo uri;

    /** What a watermark is set to; empty for nowhere. */
    private record Wish(Optional<String> value, String reason) {}

    @GET
    @Allowed(Role.VIEWER)
    @Takes({"limit", "cursor"})
    @Operation(
            summary = "Where every watermark stands, by procedure",
            description = "One with declared: false is not in the catalog any more; its value is kept.")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Most items of a page: 1 to 200, else 50")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The nextCursor of the page before, with the same filters")
    public String list() {
        Query query = new Query(uri.getQueryParameters());
        int limit = query.limit();
        Optional<String> cursor = query.cursor();
        query.check();
        return PageJson.write(watermarks.list(limit, cursor), WatermarkJson::write)
                .toString();
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.OPERATOR)
    @Operation(
            summary = "Set a watermark",
            description =
                    "{value, reason}; a value of null sets it nowhere, so that the next run begins at the initial value."
                            + " A move to nowhere, to the initial value or before it, or back needs the approval of a second person;"
                            + " of a timestamptz only a move further back than SILVERSMITH_WATERMARK_RESET_HOURS.")
    @APIResponse(responseCode = "200", description = "The watermark is set; the request as it was kept")
    @APIResponse(
            responseCode = "202",
            description = "The request waits for a second person; Location is where it can be seen")
    @APIResponse(responseCode = "404", description = "There is no such watermark")
    @APIResponse(
            responseCode = "409",
            description =
                    "Another request waits, the catalog does not declare the watermark any more, or a run, named by runId, is"
                            + " working with it; nothing was done")
    @APIResponse(
            responseCode = "422",
            description = "The value or the reason will not do, or the watermark stands there already")
    public Response set(@PathParam("name") String name, JsonBody body) {
        QualifiedName procedure = procedure(name);
        Wish wish = body.read(WatermarkResource::wish);
        ResetView reset = resets.request(
                procedure,
                wish.value(),
                wish.reason(),
                caller.getUserPrincipal().getName());
        String answer = ResetJson.write(reset).toString();
        return reset.status() == ResetStatus.APPLIED
                ? Response.ok(answer).build()
                : Response.accepted(answer).location(address(reset)).build();
    }

    private URI address(ResetView reset) {
        return uri.getBaseUriBuilder()
                .path(WatermarkResetResource.class)
                .path(reset.id().toString())
                .build();
    }

    private static QualifiedName procedure(String name) {
        try {
            return QualifiedName.parse(name);
        } catch (IllegalArgumentException notAName) {
            throw new ProblemException(Problem.NOT_FOUND, notAName.getMessage());
        }
    }

    private static Wish wish(JsonFields fields) {
        Optional<String> value = fields.text("value", LONGEST_VALUE);
        if (!fields.names().contains("value")) {
            fields.mistake("value", "is missing: a text, or null for nowhere");
        }
        Optional<String> reason = fields.text("reason", Reason.LONGEST);
        if (reason.filter(Reason::isEnough).isEmpty()) {
            fields.mistake("reason", "must have at least %d characters".formatted(Reason.SHORTEST));
        }
        return new Wish(value, reason.orElse(""));
    }
}
