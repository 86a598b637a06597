package dev.silversmith.console;

import dev.silversmith.app.RunRequest;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.wire.OverrideJson;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The command line that sends a request to the API: what the page would do, as a shell understands it. */
final class CurlCommand {

    private CurlCommand() {}

    /** The command, quoted for a POSIX shell; curl asks for the password. */
    static String of(RunRequest request, String key, String user, String base) {
        return "curl -u %s -H %s -H %s --data-raw %s %s"
                .formatted(
                        quoted(user),
                        quoted("Content-Type: application/json"),
                        quoted("Idempotency-Key: " + key),
                        quoted(body(request)),
                        quoted(base + "/api/v1/runs"));
    }

    /** The command that refreshes a view. */
    static String refresh(QualifiedName view, String user, String base) {
        String name = URLEncoder.encode(view.toString(), StandardCharsets.UTF_8).replace("+", "%20");
        return "curl -u %s -X POST %s"
                .formatted(quoted(user), quoted(base + "/api/v1/refresh-targets/" + name + "/refresh"));
    }

    /** A word in single quotes, in which only the single quote itself needs care. */
    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** The body of the request; what has its default is left out. */
    static String body(RunRequest request) {
        var plan = request.plan();
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("mode", plan.mode().word())
                .add("transactionScope", plan.scope().word())
                .add("select", plan.select())
                .add("exclude", plan.exclude())
                .add("maxParallel", plan.maxParallel())
                .add("onFailure", request.stopOnFailure() ? "stop" : "continue")
                .add("onOverlap", request.rejectOnOverlap() ? "reject" : "queue");
        if (!plan.overrides().isEmpty()) {
            body.add("parameters", OverrideJson.write(plan.overrides()));
        }
        request.timeout().ifPresent(timeout -> body.add("timeout", timeout.toString()));
        request.businessDate().ifPresent(date -> body.add("businessDate", date.toString()));
        body.add("timeZone", request.timeZone().getId());
        if (plan.mode() == Mode.FULL) {
            body.add(
                    "fullRefresh",
                    Json.createObjectBuilder()
                            .add("confirmed", request.full().confirmed())
                            .add("reason", request.full().reason()));
        }
        return body.build().toString();
    }
}
