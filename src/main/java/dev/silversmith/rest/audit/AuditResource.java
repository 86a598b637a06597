package dev.silversmith.rest.audit;

import dev.silversmith.app.Role;
import dev.silversmith.app.port.AuditQueries;
import dev.silversmith.app.port.AuditQueries.AuditFilter;
import dev.silversmith.app.port.AuditQueries.AuditView;
import dev.silversmith.app.port.AuditVerification;
import dev.silversmith.app.port.AuditVerification.Link;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.export.ListFile;
import dev.silversmith.rest.export.ListFormat;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The audit trail. */
@Path("audit-events")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Allowed(Role.AUDITOR)
@Tag(name = "Audit trail")
public class AuditResource {

    @Inject
    private AuditQueries queries;

    @Inject
    private AuditVerification verification;

    @Context
    private UriInfo uri;

    @Context
    private HttpHeaders headers;

    @GET
    @Produces({MediaType.APPLICATION_JSON, ListFormat.CSV_TYPE, ListFormat.JSONL_TYPE})
    @Takes({"actor", "action", "objectType", "objectId", "from", "to", "q", "limit", "cursor", "format"})
    @Operation(
            summary = "Events of the audit trail, newest first",
            description =
                    "Every filter that is given must hold. With Accept: text/csv or application/x-ndjson, or format=csv or format=jsonl,"
                            + " all of them as a file.")
    @Parameter(name = "actor", in = ParameterIn.QUERY, description = "Done by exactly this user, or system:<server>")
    @Parameter(
            name = "action",
            in = ParameterIn.QUERY,
            description = "Any of these, separated by commas or repeated, for example run.request")
    @Parameter(name = "objectType", in = ParameterIn.QUERY, description = "For example run, watermark or procedure")
    @Parameter(
            name = "objectId",
            in = ParameterIn.QUERY,
            description =
                    "Done to exactly this: the id of a run, the name of a procedure, group, view, watermark or user")
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description = "Recorded at this instant or later; a date means its midnight in UTC")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "Recorded before this instant")
    @Parameter(
            name = "q",
            in = ParameterIn.QUERY,
            description =
                    "This text is in any field but the hash, in upper or lower case; looked for in ten thousand events a page")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Most items of a page: 1 to 200, else 50")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The nextCursor of the page before, with the same filters")
    @Parameter(name = "format", in = ParameterIn.QUERY, description = "json, csv or jsonl; else what Accept says")
    @APIResponse(
            responseCode = "200",
            description =
                    "A page of events, and the cursor of the next one if there is one; with q it may have fewer items than"
                            + " limit, even none, and yet a next page")
    @APIResponse(
            responseCode = "422",
            description = "A parameter is unknown or has a value that makes no sense; each is named")
    public Response list() {
        Query query = new Query(uri.getQueryParameters());
        AuditFilter filter = AuditParameters.filter(query);
        ListFormat format = ListFormat.of(query, headers.getAcceptableMediaTypes(), List.of(ListFormat.values()));
        int limit = query.limit();
        Optional<String> cursor = query.cursor();
        query.check();
        return switch (format) {
            case JSON ->
                Response.ok(PageJson.write(queries.events(filter, limit, cursor), AuditJson::write)
                                .toString())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .build();
            case CSV -> file(format, filter, AuditCsv.HEAD, AuditCsv::line);
            case JSONL -> file(format, filter, "", event -> AuditJson.write(event) + "\n");
        };
    }

    private Response file(ListFormat format, AuditFilter filter, String head, Function<AuditView, String> line) {
        return ListFile.of(format, "audit", head, after -> queries.events(filter, Query.LARGEST_LIMIT, after), line);
    }

    @GET
    @Path("verification")
    @Takes({"seq", "hash"})
    @Operation(
            summary = "Whether the audit trail is whole and unchanged",
            description =
                    "Reads every event. With seq and hash, an event that was noted down outside of the database, it also finds a"
                            + " trail that somebody has written anew together with its head.")
    @Parameter(name = "seq", in = ParameterIn.QUERY, description = "Number of an event that the trail must still have")
    @Parameter(name = "hash", in = ParameterIn.QUERY, description = "Hash of that event")
    @APIResponse(
            responseCode = "200",
            description = "Verified or not, the number of events, the head to note down, and the first twenty problems")
    @APIResponse(responseCode = "422", description = "The anchor has no number, no hash, or one that cannot be")
    public String verify() {
        Query query = new Query(uri.getQueryParameters());
        Optional<Link> anchor = AuditParameters.anchor(query);
        query.check();
        return AuditJson.write(verification.verify(anchor)).toString();
    }
}
