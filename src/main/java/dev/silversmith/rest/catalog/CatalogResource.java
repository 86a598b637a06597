package dev.silversmith.rest.catalog;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.EditCatalog;
import dev.silversmith.app.ExportCatalog;
import dev.silversmith.app.Role;
import dev.silversmith.app.port.CatalogFormat;
import dev.silversmith.core.catalog.CatalogDiff;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.json.Utf8;
import dev.silversmith.wire.CatalogDiffJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The whole catalog as a file. */
@Path("/catalog")
@RequestScoped
@Tag(name = "Catalog")
public class CatalogResource {

    private static final String YAML = "application/yaml";

    @Inject
    ExportCatalog export;

    @Inject
    EditCatalog edit;

    @Inject
    CatalogFormat format;

    @Context
    UriInfo address;

    /** The catalog as it is, in its canonical form. */
    @GET
    @Produces(YAML + ";charset=UTF-8")
    @Allowed(Role.VIEWER)
    @Operation(
            summary = "The catalog as a file",
            description =
                    "In its one canonical form: importing it changes nothing, and exporting again gives the same bytes.")
    public String read() {
        return format.write(export.export());
    }

    /**
     * Merges a file into the catalog and answers what changed; with {@code dryRun=true} what would change. With {@code prune=true} what is
     * not in the file goes.
     */
    @PUT
    @Consumes({YAML, "text/yaml"})
    @Produces(MediaType.APPLICATION_JSON)
    @Allowed(Role.ENGINEER)
    @Takes({"dryRun", "prune"})
    @Operation(
            summary = "Import a catalog file",
            description =
                    "What the file declares replaces what is stored under the same names, all of it or nothing. With dryRun=true only"
                            + " the answer is computed; with prune=true what the file does not declare goes, and what has a history is disabled.")
    @Parameter(name = "dryRun", in = ParameterIn.QUERY, description = "true: nothing is applied")
    @Parameter(name = "prune", in = ParameterIn.QUERY, description = "true: what the file does not declare goes")
    @APIResponse(
            responseCode = "200",
            description =
                    "What is added, changed (field by field), removed and unchanged, of procedures, groups and refreshTargets")
    @APIResponse(
            responseCode = "422",
            description =
                    "Everything that is wrong with the file, by its rules or by the database, each with its path and line")
    public JsonObject merge(
            InputStream body, @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type, @Context SecurityContext caller) {
        Query query = new Query(address.getQueryParameters());
        boolean dryRun = query.flag("dryRun");
        boolean prune = query.flag("prune");
        query.check();
        String file = Utf8.read(body, type);
        CatalogDiff diff = edit.apply(
                format.read(file), dryRun, prune, caller.getUserPrincipal().getName());
        return JSON.createObjectBuilder(CatalogDiffJson.write(diff))
                .add("dryRun", dryRun)
                .build();
    }
}
