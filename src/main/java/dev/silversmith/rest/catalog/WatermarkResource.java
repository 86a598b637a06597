package dev.silversmith.rest.catalog;

import dev.silversmith.app.ListWatermarks;
import dev.silversmith.app.Role;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
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
    @Operation(
            summary = "Where every watermark stands, by procedure",
            description = "One with declared: false is not in the catalog any more; its value is kept.")
    public String list(
            @QueryParam("limit") @DefaultValue(PageJson.DEFAULT_LIMIT) String limit,
            @QueryParam("cursor") String cursor) {
        var page = watermarks.list(PageJson.limit(limit), Optional.ofNullable(cursor));
        return PageJson.write(page, WatermarkJson::write).toString();
    }
}
