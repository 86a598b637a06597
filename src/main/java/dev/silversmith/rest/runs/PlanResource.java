package dev.silversmith.rest.runs;

import dev.silversmith.app.PreviewPlan;
import dev.silversmith.app.Role;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.json.JsonBody;
import dev.silversmith.wire.PlanJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Plans of requests; nothing is executed. */
@Path("plans")
@RequestScoped
@Tag(name = "Runs")
public class PlanResource {

    @Inject
    private PreviewPlan plans;

    @Inject
    private RequestReader requests;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Allowed(Role.VIEWER)
    @Operation(
            summary = "The plan of a request",
            description =
                    "Takes the body of POST /runs and answers what it would run and refresh, in which order and why.")
    @APIResponse(responseCode = "200", description = "The plan")
    @APIResponse(responseCode = "422", description = "There is no such plan; every reason is named")
    public String preview(JsonBody body) {
        return PlanJson.write(plans.preview(requests.read(body).plan())).toString();
    }
}
