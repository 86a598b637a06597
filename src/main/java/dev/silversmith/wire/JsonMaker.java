package dev.silversmith.wire;

import jakarta.json.spi.JsonProvider;

/**
 * The one maker of JSON.
 *
 * <p>Each method of {@code Json} looks for its provider anew, which takes longer than what it then does: a third of the time of a plan of
 * ten thousand procedures.
 */
public final class JsonMaker {

    /** Safe for use by many threads at once. */
    public static final JsonProvider JSON = JsonProvider.provider();

    private JsonMaker() {}
}
