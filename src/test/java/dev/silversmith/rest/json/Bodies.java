package dev.silversmith.rest.json;

/** Bodies for tests of what reads them. */
public final class Bodies {

    private Bodies() {}

    public static JsonBody of(String json) {
        return new JsonBody(JsonText.parse(json));
    }
}
