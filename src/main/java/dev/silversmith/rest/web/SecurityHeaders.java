package dev.silversmith.rest.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** The response headers that tell a browser what it must not do with an answer. */
final class SecurityHeaders {

    static final String POLICY = "Content-Security-Policy";

    /** For everything that is no page: it needs nothing and shows nowhere. */
    private static final String POLICY_OF_DATA = "default-src 'none'; frame-ancestors 'none'";

    private static final String POLICY_OF_PAGES = "default-src 'self'; img-src 'self' data:; style-src 'self';"
            + " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; script-src 'self'";

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");

    private SecurityHeaders() {}

    /** Sets every header; an earlier value is replaced, so that it may be called again after a reset. */
    static void apply(HttpServletRequest request, HttpServletResponse response) {
        ALWAYS.forEach(response::setHeader);
        response.setHeader(POLICY, Paths.isApi(request) ? POLICY_OF_DATA : POLICY_OF_PAGES);
        if (!Paths.isAsset(request)) {
            response.setHeader("Cache-Control", "no-store");
        }
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
