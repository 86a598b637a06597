package dev.silversmith.rest.events;

import dev.silversmith.app.Role;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What happens in all runs, as it happens. */
@Path("events")
@RequestScoped
@Tag(name = "Runs")
public class EventResource {

    @Inject
    private EventStreams streams;

    @Context
    private UriInfo uri;

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Allowed(Role.VIEWER)
    @Takes("after")
    @Operation(
            summary = "Changes of all runs, as server-sent events",
            description =
                    "An event run, as GET /runs/{id} shows it, for every run that is new or has changed, steps included; once a second at most."
                            + " An event's id is the position behind it: with the header Last-Event-ID, or with after, a stream goes on"
                            + " there, on any server. A stream ends after ten minutes; ask again. After 15 s of silence an event alive says where it stands.")
    @Parameter(
            name = "after",
            in = ParameterIn.QUERY,
            description = "A position; the header Last-Event-ID comes before it")
    @APIResponse(responseCode = "200", description = "The stream")
    @APIResponse(responseCode = "503", description = "Very many streams are open on this server")
    public void watch(@HeaderParam("Last-Event-ID") String last, @Context SseEventSink sink, @Context Sse sse) {
        Query query = new Query(uri.getQueryParameters());
        Optional<String> after = query.text("after");
        query.check();
        streams.checkRoom();
        streams.open(
                new SseOutlet(sink, sse),
                Wish.OVERVIEW,
                Optional.ofNullable(last).or(() -> after));
    }
}
