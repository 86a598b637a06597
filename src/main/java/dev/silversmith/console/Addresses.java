package dev.silversmith.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The addresses of pages inside the product, for links that are many on one page: a function of the tag library. */
public final class Addresses {

    private Addresses() {}

    /**
     * The page of a step.
     *
     * @param attempt 0 for the last
     */
    public static String step(long run, String procedure, int attempt) {
        String address = "/console/step?run=%d&step=%s".formatted(run, encoded(procedure));
        return attempt == 0 ? address : address + "&attempt=" + attempt;
    }

    /** A text as the value of a parameter. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
