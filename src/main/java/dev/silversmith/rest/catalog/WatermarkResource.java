package dev.silversmith.rest.catalog;

import dev.silversmith.app.ListWatermarks;
import dev.silversmith.app.Role;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Watermarks: where each procedure's last load ended. */
@Path("watermarks")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Watermarks")
public class WatermarkResource {

    @Inject
    private ListWatermarks watermarks;

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
    public String list(@Context UriInfo uri) {
        Query query = new Query(uri.getQueryParameters());
        int limit = query.limit();
        Optional<String> cursor = query.cursor();
        query.check();
        return PageJson.write(watermarks.list(limit, cursor), WatermarkJson::write)
                .toString();
    }
}
