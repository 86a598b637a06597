package dev.silversmith.rest.catalog;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.ResetView;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** A request to set a watermark as the API shows it. */
final class ResetJson {

    private ResetJson() {}

    static JsonObject write(ResetView reset) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("id", reset.id().toString())
                .add("number", reset.number())
                .add("procedure", reset.procedure().toString())
                .add("type", reset.type().word());
        WatermarkJson.text(object, "fromValue", reset.fromValue());
        WatermarkJson.text(object, "toValue", reset.toValue());
        WatermarkJson.text(object, "currentValue", reset.currentValue());
        object.add("reason", reset.reason())
                .add("requestedBy", reset.requestedBy())
                .add("requestedAt", reset.requestedAt().toString())
                .add("status", reset.status().word());
        JsonObjectBuilder approval = JSON.createObjectBuilder().add("required", reset.needsApproval());
        WatermarkJson.text(approval, "approver", reset.approver());
        WatermarkJson.text(approval, "decision", reset.decision());
        WatermarkJson.text(approval, "decisionReason", reset.decisionReason());
        WatermarkJson.text(approval, "decidedAt", reset.decidedAt());
        WatermarkJson.text(approval, "expiresAt", reset.expiresAt());
        object.add("approval", approval);
        WatermarkJson.text(object, "cancelledBy", reset.cancelledBy());
        WatermarkJson.text(object, "finishedAt", reset.finishedAt());
        return object.build();
    }
}
