package dev.silversmith.rest.runs;

import dev.silversmith.app.Role;
import dev.silversmith.app.ShowImpact;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.rest.access.Allowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a run means for everything around it. */
@Path("runs/{id}/impact")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs")
public class ImpactResource {

    @Inject
    private ShowImpact impact;

    @Inject
    private Wanted wanted;

    @GET
    @Allowed(Role.VIEWER)
    @Operation(
            summary = "The impact of a run, for whoever has to decide on it",
            description =
                    "Each procedure's last success in mode full and what depends on it outside of the plan, the views that are"
                            + " refreshed, open runs that share procedures, and, while the run awaits approval, what has changed since it was"
                            + " requested.")
    @APIResponse(responseCode = "200", description = "The impact as of now")
    @APIResponse(responseCode = "404", description = "There is no such run, or it was imported and has no plan")
    public String impact(@PathParam("id") String id) {
        RunView run = wanted.run(id);
        return ImpactJson.write(impact.of(run)
                        .orElseThrow(() -> new ProblemException(
                                Problem.NOT_FOUND,
                                "run %d has no plan: it was imported as history".formatted(run.number()))))
                .toString();
    }
}
