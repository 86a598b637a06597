package dev.silversmith.rest.runs;

import dev.silversmith.app.ResumeRun;
import dev.silversmith.app.ResumeRun.Wish;
import dev.silversmith.app.Role;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.json.JsonBody;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Goes on with a run. */
@Path("runs/{id}/resume")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs")
public class ResumeResource {

    @Inject
    private ResumeRun resume;

    @Inject
    private RunQueries queries;

    @Inject
    private Wanted wanted;

    @Context
    private SecurityContext caller;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed({Role.OPERATOR, Role.ENGINEER})
    @Operation(
            summary = "Resume a run that has failed or was cancelled",
            description =
                    "{acceptDrift, reason}: the run goes on with its plan and its parameters, and only what has not succeeded runs"
                            + " again, as its next attempt. It takes its turn in the queue, and its timeout begins anew. With acceptDrift: true,"
                            + " which needs a reason, procedures that were changed since are taken as they are now. A full run, which only an"
                            + " operator resumes, waits for an approval again unless the one it has is for the same plan and still valid.")
    @APIResponse(
            responseCode = "202",
            description = "The run as it is now: queued or running, or waiting for an approval")
    @APIResponse(responseCode = "403", description = "A full run is resumed by an operator")
    @APIResponse(
            responseCode = "409",
            description =
                    "The run is neither failed nor cancelled, somebody may have resumed it already; or what it has still to do has"
                            + " changed, is gone or disabled: errors names each")
    @APIResponse(responseCode = "422", description = "acceptDrift needs a reason of at least 10 characters")
    public Response resume(@PathParam("id") String id, JsonBody body) {
        RunView run = wanted.run(id);
        ResumeReader.Said said = ResumeReader.read(body);
        resume.resume(
                run.id(),
                new Wish(
                        caller.getUserPrincipal().getName(),
                        Role.OPERATOR.isHeld(caller::isUserInRole),
                        said.acceptDrift(),
                        said.reason()));
        return Response.accepted(
                        RunJson.write(queries.run(run.id()).orElseThrow()).toString())
                .build();
    }
}
