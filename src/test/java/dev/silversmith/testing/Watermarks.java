package dev.silversmith.testing;

import dev.silversmith.testing.ApiClient.Answer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.SQLException;
import java.util.Map;

/** The watermarks of a test's own schema, as the API shows them and as the table keeps them. */
public record Watermarks(TestWarehouse warehouse) {

    /** YAML of a procedure that loads a window of points in time given to {@code p_since} and {@code p_until}. */
    public static String between(String type, String more) {
        return """
                    parameters:
                      p_since: {type: %1$s, from: watermark.lower}
                      p_until: {type: %1$s, from: watermark.upper}
                    watermark:
                      type: %1$s
                %2$s""".formatted(type, more.indent(6));
    }

    /** The watermark of a procedure of the schema, found page by page. */
    public JsonObject of(String procedure) {
        String name = warehouse.schema() + "." + procedure;
        String cursor = "";
        while (true) {
            Answer page =
                    warehouse.operator().get("/watermarks?limit=7" + cursor).expect(200);
            for (JsonObject found : page.items().getValuesAs(JsonObject.class)) {
                if (found.getString("procedure").equals(name)) {
                    return found;
                }
            }
            if (page.json().get("nextCursor").equals(JsonValue.NULL)) {
                throw new AssertionError("there is no watermark of " + name);
            }
            cursor = "&cursor=" + page.json().getString("nextCursor");
        }
    }

    /** Where a procedure's watermark stands; null before the first load. */
    public String value(String procedure) {
        return text(of(procedure), "value");
    }

    /** Value, time of the last move and version of the row itself. */
    public Map<String, Object> row(String procedure) throws SQLException {
        return Sql.row(
                warehouse.connection(),
                "select w.value, w.advanced_at, w.xmin::text as xmin from silversmith.transformation_watermark w"
                        + " join silversmith.transformation_procedure p on p.id = w.procedure_id"
                        + " where p.schema_name = ? and p.procedure_name = ?",
                warehouse.schema(),
                procedure);
    }

    /** A field that may be null. */
    public static String text(JsonObject object, String name) {
        return object.isNull(name) ? null : object.getString(name);
    }

    /** The value that was bound to a step's parameter; null for NULL. */
    public static String parameter(JsonObject step, String name) {
        return step.getJsonArray("parameters").getValuesAs(JsonObject.class).stream()
                .filter(parameter -> parameter.getString("name").equals(name))
                .map(parameter -> new String[] {text(parameter, "value")})
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + step.get("parameters")))[0];
    }
}
