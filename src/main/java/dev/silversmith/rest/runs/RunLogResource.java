package dev.silversmith.rest.runs;

import dev.silversmith.app.Role;
import dev.silversmith.app.port.RunLog;
import dev.silversmith.app.port.RunLog.LogFilter;
import dev.silversmith.app.port.RunLog.Place;
import dev.silversmith.app.port.RunLog.RunLogLine;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.rest.access.Allowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The log of a run, to keep. */
@Path("runs/{id}/logs")
@RequestScoped
@Tag(name = "Runs")
public class RunLogResource {

    private static final int AT_ONCE = 2_000;
    private static final Pattern LINE_ENDS = Pattern.compile("\\R");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\t\\r\\n\\x0B\\f\\x85]]");

    @Inject
    private Wanted wanted;

    @Inject
    private RunLog log;

    @GET
    @Produces({MediaType.TEXT_PLAIN, MediaType.APPLICATION_JSON})
    @Allowed(Role.VIEWER)
    @Operation(
            summary = "The log of all steps of a run, in the order of time",
            description =
                    "With format=text a line each: time, level, procedure, attempt and message. With format=json a JSON object a line,"
                            + " {stepId, procedure, attemptNo, line, ts, level, event, message, payload}.")
    @APIResponse(responseCode = "200", description = "The whole log, however long it is")
    public Response logs(@PathParam("id") String id, @QueryParam("format") @DefaultValue("text") String format) {
        RunView run = wanted.run(id);
        boolean json = format.equals("json");
        if (!json && !format.equals("text")) {
            throw new ProblemException(Problem.INVALID_REQUEST, "format must be text or json");
        }
        LogFilter filter = new LogFilter(run.id(), run.requestedAt(), Optional.empty(), Set.of(), Optional.empty());
        StreamingOutput lines = output -> write(filter, json, output);
        String extension = json ? "jsonl" : "log";
        return Response.ok(lines, MediaType.TEXT_PLAIN_TYPE.withCharset(StandardCharsets.UTF_8.name()))
                .header("Content-Disposition", "attachment; filename=\"run-%d.%s\"".formatted(run.number(), extension))
                .build();
    }

    private void write(LogFilter filter, boolean json, OutputStream output) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
        Optional<Place> after = Optional.empty();
        List<RunLogLine> lines;
        do {
            lines = log.next(filter, after, AT_ONCE);
            for (RunLogLine line : lines) {
                writer.write(json ? json(line) : text(line));
                writer.write('\n');
                after = Optional.of(line.place());
            }
        } while (lines.size() == AT_ONCE);
        writer.flush();
    }

    private static String text(RunLogLine line) {
        return "%s %s %s #%d %s"
                .formatted(
                        line.line().ts(),
                        line.line().level(),
                        line.procedure(),
                        line.attemptNo(),
                        indented(line.line().message()));
    }

    /** Nothing in a message begins a line of the file, nor moves a terminal. */
    private static String indented(String message) {
        return LINE_ENDS.matcher(CONTROLS.matcher(message).replaceAll("\uFFFD")).replaceAll("\n    ");
    }

    private static String json(RunLogLine line) {
        return StepJson.write(line).toString();
    }
}
