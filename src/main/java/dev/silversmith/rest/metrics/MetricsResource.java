package dev.silversmith.rest.metrics;

import dev.silversmith.app.Role;
import dev.silversmith.app.port.Period;
import dev.silversmith.app.port.ProcedureMetrics;
import dev.silversmith.app.port.ProcedureMetrics.DayFilter;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.rest.Query;
import dev.silversmith.rest.access.Allowed;
import dev.silversmith.rest.access.Takes;
import dev.silversmith.rest.json.PageJson;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How procedures have fared over time. */
@Path("metrics")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Metrics")
public class MetricsResource {

    private static final LocalDate FIRST = LocalDate.of(1, 1, 1);

    @Inject
    private ProcedureMetrics metrics;

    @Context
    private UriInfo uri;

    @GET
    @Path("procedures")
    @Allowed(Role.VIEWER)
    @Takes({"procedure", "from", "to", "limit", "cursor"})
    @Operation(
            summary = "Durations, rows and failures of procedures, day by day",
            description =
                    "One item per procedure, mode and UTC day on which an attempt succeeded or failed; the newest day first, then by"
                            + " procedure and mode. It counts attempts that have ended, also imported ones and those of runs that are no longer"
                            + " kept. Durations are those of successes; durationMsP50 and durationMsP95 are within 2 %, and null where there was"
                            + " no success or the day is more than 400 days ago.")
    @Parameter(
            name = "procedure",
            in = ParameterIn.QUERY,
            description = "A procedure, also one that has left the catalog since it ran; repeat it for any of several")
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description = "Days that end after this instant; a date means its midnight in UTC")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "Days that begin before this instant")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Most items of a page: 1 to 200, else 50")
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The nextCursor of the page before, with the same filters")
    @APIResponse(responseCode = "200", description = "A page of days, and the cursor of the next one if there is one")
    @APIResponse(
            responseCode = "422",
            description = "A parameter is unknown or has a value that makes no sense; each is named")
    public String procedures() {
        Query query = new Query(uri.getQueryParameters());
        Set<QualifiedName> procedures = query.procedures("procedure");
        Period period = query.period();
        int limit = query.limit();
        Optional<String> cursor = query.cursor();
        query.check();
        DayFilter filter = new DayFilter(
                procedures,
                period.from().map(MetricsResource::day),
                period.to().map(end -> end.minusNanos(1)).map(MetricsResource::day));
        return PageJson.write(metrics.days(filter, limit, cursor), ProcedureDayJson::write)
                .toString();
    }

    private static LocalDate day(Instant instant) {
        LocalDate day = instant.atZone(ZoneOffset.UTC).toLocalDate();
        return day.isBefore(FIRST) ? FIRST : day;
    }
}
