package dev.silversmith.console;

import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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

    /**
     * An address as a link of the page in hand: with the product's place on the server and, as {@link ZonedLinks} does, the page's own zone.
     *
     * @param address from the product's root
     */
    public static String link(String address) {
        ExternalContext request = FacesContext.getCurrentInstance().getExternalContext();
        String zone = request.getRequestParameterMap().get(ZonedLinks.ZONE);
        return request.getRequestContextPath() + zoned(address, zone);
    }

    /** The address with a zone before its anchor, if it is one. */
    static String zoned(String address, String zone) {
        if (ZonedLinks.zoned(zone, Map.of()).isEmpty()) {
            return address;
        }
        int anchor = address.indexOf('#');
        int end = anchor < 0 ? address.length() : anchor;
        char join = address.indexOf('?') < 0 ? '?' : '&';
        return address.substring(0, end) + join + ZonedLinks.ZONE + "=" + encoded(zone) + address.substring(end);
    }

    /** A text as the value of a parameter. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
