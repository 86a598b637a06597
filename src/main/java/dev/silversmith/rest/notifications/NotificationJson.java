package dev.silversmith.rest.notifications;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.NotificationView;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Optional;

/** A message of the webhook as the API shows it. */
final class NotificationJson {

    private NotificationJson() {}

    static JsonObject write(NotificationView message) {
        JsonObjectBuilder object =
                JSON.createObjectBuilder().add("id", message.id().toString()).add("type", message.type());
        text(object, "runId", message.runId());
        object.add("status", message.status().word()).add("attempts", message.attempts());
        text(object, "nextAttemptAt", message.nextAttemptAt());
        text(object, "lastError", message.lastError());
        object.add("createdAt", message.createdAt().toString());
        text(object, "deliveredAt", message.deliveredAt());
        return object.build();
    }

    private static void text(JsonObjectBuilder object, String name, Optional<?> value) {
        value.ifPresentOrElse(known -> object.add(name, known.toString()), () -> object.add(name, JsonValue.NULL));
    }
}
