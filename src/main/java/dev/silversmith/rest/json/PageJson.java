package dev.silversmith.rest.json;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.Page;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.function.Function;

/** Lists as the API shows them. */
public final class PageJson {

    public static final String DEFAULT_LIMIT = "50";
    private static final int MOST = 200;

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

    /** Reads the query parameter {@code limit}. */
    public static int limit(String text) {
        if (text.matches("[0-9]{1,4}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        }
        throw new ProblemException(
                Problem.INVALID_REQUEST, "limit must be a whole number from 1 to %d".formatted(MOST));
    }
}
