package dev.silversmith.rest.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;

/** Tells requests that a browser sends for another site's page; a browser says so in headers that no page can forge. */
final class CrossSite {

    private CrossSite() {}

    static boolean isSuspected(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        String origin = request.getHeader("Origin");
        return origin != null && !isOwn(origin, request.getHeader("Host"));
    }

    private static boolean isOwn(String origin, String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
