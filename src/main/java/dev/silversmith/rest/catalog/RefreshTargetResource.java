package dev.silversmith.rest.catalog;

import dev.silversmith.app.Role;
import dev.silversmith.app.ShowRefreshes;
import dev.silversmith.app.StartRun;
import dev.silversmith.app.StartRun.Requester;
import dev.silversmith.app.StartRun.Started;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.json.PageJson;
import dev.silversmith.rest.runs.IdempotencyKey;
import dev.silversmith.rest.runs.RunJson;
import dev.silversmith.rest.runs.RunResource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Refresh targets: see, and refresh now. */
@Path("refresh-targets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Refresh targets")
public class RefreshTargetResource {

    @Inject
    private ShowRefreshes refreshes;

    @Inject
    private StartRun start;

    @Inject
    private RunQueries runs;

    @Context
    private SecurityContext caller;

    @Context
    private UriInfo uri;

    @GET
    @Allowed(Role.VIEWER)
    @Operation(
            summary = "Every refresh target of the catalog, with its links and its last refresh",
            description = "They are declared in the catalog file; the list has one page.")
    public String list() {
        return PageJson.write(new Page<>(refreshes.targets(), Optional.empty()), RefreshTargetJson::write)
                .toString();
    }

    @GET
    @Path("{name}")
    @Allowed(Role.VIEWER)
    @Operation(summary = "A refresh target, with its links and its last refresh")
    @APIResponse(responseCode = "200", description = "The refresh target")
    @APIResponse(responseCode = "404", description = "The catalog has no such refresh target")
    public String get(@PathParam("name") String name) {
        return RefreshTargetJson.write(refreshes.target(view(name))).toString();
    }

    @POST
    @Path("{name}/refresh")
    @Allowed(Role.OPERATOR)
    @Operation(
            summary = "Refresh a view now",
            description =
                    "Makes a run of this refresh alone. With the header Idempotency-Key it is safe to repeat; without one, each call"
                            + " makes a run.")
    @APIResponse(responseCode = "201", description = "A new run; Location is where it can be seen")
    @APIResponse(
            responseCode = "200",
            description = "The run that this key has made before, with Idempotency-Replayed: true")
    @APIResponse(responseCode = "404", description = "The catalog has no such refresh target")
    @APIResponse(responseCode = "409", description = "The refresh target is disabled")
    @APIResponse(responseCode = "410", description = "The run that this key has made was deleted for its age")
    @APIResponse(
            responseCode = "422",
            description = "The database has no such materialized view, or the key was used for another request")
    public Response refresh(@PathParam("name") String name, @HeaderParam("Idempotency-Key") String key) {
        String spent = key == null ? "refresh-" + UUID.randomUUID() : IdempotencyKey.read(key);
        Requester requester = new Requester(caller.getUserPrincipal().getName(), true);
        Started started = start.refresh(spent, view(name), requester);
        RunView run = runs.run(started.runId()).orElseThrow();
        String answer = RunJson.write(run).toString();
        return started.replayed()
                ? Response.ok(answer).header("Idempotency-Replayed", "true").build()
                : Response.created(uri.getBaseUriBuilder()
                                .path(RunResource.class)
                                .path(run.id().toString())
                                .build())
                        .entity(answer)
                        .build();
    }

    private static QualifiedName view(String name) {
        try {
            return QualifiedName.parse(name);
        } catch (IllegalArgumentException notAName) {
            throw new ProblemException(Problem.NOT_FOUND, notAName.getMessage());
        }
    }
}
