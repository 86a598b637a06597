package dev.silversmith.rest.json;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.Page;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.function.Function;

/** Lists as the API shows them. */
public final class PageJson {

    private PageJson() {}

    public static <T> JsonObject write(Page<T> page, Function<T, JsonObject> item) {
        JsonArrayBuilder items = JSON.createArrayBuilder();
        page.items().forEach(found -> items.add(item.apply(found)));
        JsonObjectBuilder object = JSON.createObjectBuilder().add("items", items);
        page.nextCursor()
                .ifPresentOrElse(
                        cursor -> object.add("nextCursor", cursor), () -> object.add("nextCursor", JsonValue.NULL));
        return object.build();
    }
}
