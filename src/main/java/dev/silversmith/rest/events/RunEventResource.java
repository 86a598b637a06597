package dev.silversmith.rest.events;

import dev.silversmith.app.Role;
import dev.silversmith.app.port.RunView;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.runs.Wanted;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What happens in one run, as it happens. */
@Path("runs/{id}/events")
@RequestScoped
@Tag(name = "Runs")
public class RunEventResource {

    @Inject
    private EventStreams streams;

    @Inject
    private Wanted wanted;

    @Context
    private UriInfo uri;

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Allowed(Role.VIEWER)
    @Takes({"logs", "step", "after"})
    @Operation(
            summary = "A run's changes, as server-sent events",
            description =
                    "Events run (the run, as GET /runs/{id} shows it), step (an attempt, without what is long), log (a line of a log with"
                            + " its runId, stepId and procedure), skipped (lines: how many of a log were left out) and, when the run has"
                            + " ended, end. Without a position how the run and the last attempt of each procedure stand comes first."
                            + " An event's id is the position behind it: with the header Last-Event-ID, or with after, a stream goes on"
                            + " there, on any server. A stream ends after ten minutes; ask again. After 15 s of silence an event alive says where it stands.")
    @Parameter(name = "logs", in = ParameterIn.QUERY, description = "true for events log, too: at most 200 a second")
    @Parameter(name = "step", in = ParameterIn.QUERY, description = "Lines of this attempt's log only")
    @Parameter(
            name = "after",
            in = ParameterIn.QUERY,
            description = "A position; the header Last-Event-ID comes before it")
    @APIResponse(responseCode = "200", description = "The stream")
    @APIResponse(responseCode = "404", description = "There is no such run, or no such step of it")
    @APIResponse(responseCode = "503", description = "Very many streams are open on this server")
    public void watch(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") String last,
            @Context SseEventSink sink,
            @Context Sse sse) {
        Query query = new Query(uri.getQueryParameters());
        boolean logs = query.flag("logs");
        Optional<String> step = query.text("step");
        Optional<String> after = query.text("after");
        query.check();
        RunView run = wanted.run(id);
        Optional<UUID> attempt = step.map(text -> wanted.step(run, text).id());
        streams.checkRoom();
        Wish wish = new Wish(Optional.of(run.id()), logs, attempt);
        streams.open(new SseOutlet(sink, sse), wish, Optional.ofNullable(last).or(() -> after));
    }
}
