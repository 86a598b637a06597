package dev.silversmith.rest.runs;

import dev.silversmith.app.Role;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Single steps and their logs. */
@Path("steps/{id}")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs")
public class StepResource {

    @Inject
    private RunQueries queries;

    @Inject
    private Wanted wanted;

    @GET
    @Allowed(Role.VIEWER)
    @Operation(summary = "One attempt of a procedure in a run")
    public String get(@PathParam("id") String id) {
        return StepJson.write(wanted.step(id)).toString();
    }

    @GET
    @Path("logs")
    @Allowed(Role.VIEWER)
    @Operation(summary = "The log of an attempt, line by line")
    public String logs(
            @PathParam("id") String id,
            @QueryParam("limit") @DefaultValue(PageJson.DEFAULT_LIMIT) String limit,
            @QueryParam("cursor") String cursor) {
        var page = queries.logs(wanted.step(id).id(), PageJson.limit(limit), Optional.ofNullable(cursor));
        return PageJson.write(page, StepJson::write).toString();
    }
}
