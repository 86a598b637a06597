package dev.silversmith.rest.runs;

import dev.silversmith.app.port.Page;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.function.Function;

/** Lists as the API shows them. */
final class PageJson {

    static final String DEFAULT_LIMIT = "50";
    private static final int MOST = 200;

    private PageJson() {}

    static <T> JsonObject write(Page<T> page, Function<T, JsonObject> item) {
        JsonArrayBuilder items = Json.createArrayBuilder();
        page.items().forEach(found -> items.add(item.apply(found)));
        JsonObjectBuilder object = Json.createObjectBuilder().add("items", items);
        RunJson.text(object, "nextCursor", page.nextCursor());
        return object.build();
    }

    /** Reads the query parameter {@code limit}. */
    static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, with the same words as a number out of range.
        }
        throw new ProblemException(
                Problem.INVALID_REQUEST, "limit must be a whole number from 1 to %d".formatted(MOST));
    }
}
