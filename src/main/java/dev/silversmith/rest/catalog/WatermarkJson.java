package dev.silversmith.rest.catalog;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.WatermarkView;
import dev.silversmith.core.catalog.Watermark;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Optional;

/** A watermark as the API shows it. */
final class WatermarkJson {

    private WatermarkJson() {}

    static JsonObject write(WatermarkView view) {
        Watermark watermark = view.watermark();
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("procedure", view.procedure().toString())
                .add("type", watermark.type().word());
        text(object, "value", view.value());
        text(object, "initial", watermark.initial());
        text(object, "lookback", watermark.lookback());
        object.add("lower", watermark.lower().word())
                .add("upper", watermark.upper().word());
        text(object, "upperBound", watermark.upperBound());
        text(object, "out", watermark.out());
        object.add("declared", view.declared());
        text(object, "advancedAt", view.advancedAt());
        text(object, "advancedByStepId", view.advancedByStep());
        return object.build();
    }

    static void text(JsonObjectBuilder object, String name, Optional<?> value) {
        value.ifPresentOrElse(known -> object.add(name, known.toString()), () -> object.add(name, JsonValue.NULL));
    }
}
