package dev.silversmith.rest.runs;

import dev.silversmith.app.Role;
import dev.silversmith.app.ShowRefreshes;
import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.RefreshBlockers;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a run has refreshed. */
@Path("runs/{id}/refreshes")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs")
public class RunRefreshResource {

    @Inject
    private Wanted wanted;

    @Inject
    private ShowRefreshes refreshes;

    @Inject
    private RefreshBlockers blockers;

    @GET
    @Allowed(Role.VIEWER)
    @Operation(
            summary = "Every attempt of a run's refreshes, in the plan's order",
            description = "A view is refreshed once, however many procedures are linked to it.")
    public String refreshes(@PathParam("id") String id) {
        var found = refreshes.ofRun(wanted.run(id).id());
        Map<UUID, Blocker> waits = blockers.ofRefreshes(found);
        return PageJson.write(
                        new Page<>(found, Optional.empty()),
                        refresh -> RefreshJson.write(refresh, Optional.ofNullable(waits.get(refresh.id()))))
                .toString();
    }
}
