package dev.silversmith.rest.notifications;

import dev.silversmith.app.Notifications;
import dev.silversmith.app.Role;
import dev.silversmith.app.port.NotificationView.Status;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Messages of the webhook. */
@Path("notifications")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notifications")
public class NotificationResource {

    private static final Map<String, Status> STATUSES =
            Arrays.stream(Status.values()).collect(Collectors.toMap(Status::word, Function.identity()));
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @Inject
    private Notifications notifications;

    @Context
    private SecurityContext caller;

    @Context
    private UriInfo uri;

    @GET
    @Allowed(Role.ADMIN)
    @Takes({"status", "limit", "cursor"})
    @Operation(
            summary = "Messages of the webhook, newest first",
            description =
                    "A message is pending until the receiver took it (delivered) or its attempts are used up (dead).")
    @Parameter(name = "status", in = ParameterIn.QUERY, description = "Any of these, separated by commas or repeated")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Most items of a page: 1 to 200, else 50")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The nextCursor of the page before, with the same filters")
    @APIResponse(
            responseCode = "200",
            description = "A page of messages, and the cursor of the next one if there is one")
    @APIResponse(
            responseCode = "422",
            description = "A parameter is unknown or has a value that makes no sense; each is named")
    public String list() {
        Query query = new Query(uri.getQueryParameters());
        Set<Status> statuses = query.words("status", STATUSES);
        int limit = query.limit();
        Optional<String> cursor = query.cursor();
        query.check();
        return PageJson.write(notifications.list(statuses, limit, cursor), NotificationJson::write)
                .toString();
    }

    @POST
    @Path("{id}/redelivery")
    @Allowed(Role.ADMIN)
    @Operation(
            summary = "Send a message again",
            description = "One that is dead or delivered; it is due at once and has all its attempts before it.")
    @APIResponse(responseCode = "202", description = "The message as it is now")
    @APIResponse(responseCode = "404", description = "There is no such message")
    @APIResponse(responseCode = "409", description = "The message is still being tried")
    public Response redeliver(@PathParam("id") String id) {
        if (!ID.matcher(id).matches()) {
            throw new ProblemException(Problem.NOT_FOUND, "there is no notification of this id");
        }
        var message = notifications.redeliver(
                UUID.fromString(id), caller.getUserPrincipal().getName());
        return Response.accepted(NotificationJson.write(message).toString()).build();
    }
}
