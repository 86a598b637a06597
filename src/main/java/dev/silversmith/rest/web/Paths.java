package dev.silversmith.rest.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

/** Which part of the product a request is meant for, by the path as the server decoded it. */
final class Paths {

    private static final String API = "/api";
    private static final String METRICS = "/metrics";
    private static final String FORM_LOGIN = "/j_security_check";
    private static final String ASSETS = "/jakarta.faces.resource/";

    private Paths() {}

    /** Whether a program asks: then every answer is data, errors too. */
    static boolean isApi(HttpServletRequest request) {
        String path = path(request);
        return path.equals(API) || path.startsWith(API + "/") || path.equals(METRICS);
    }

    /** Whether the metrics are asked for. */
    static boolean isMetrics(HttpServletRequest request) {
        return path(request).equals(METRICS);
    }

    /** Whether a catalog file is sent. */
    static boolean isCatalog(HttpServletRequest request) {
        return path(request).equals(API + "/v1/catalog");
    }

    /** Whether it is the form by which runs are launched. */
    static boolean isLaunch(HttpServletRequest request) {
        return path(request).equals("/console/launch");
    }

    /** Whether a style sheet, script or image is asked for: the same for everybody, so it may be kept. */
    static boolean isAsset(HttpServletRequest request) {
        return path(request).startsWith(ASSETS);
    }

    /**
     * Whether the container would take the request for its form log-in, which it does at the end of any path, however it is written.
     */
    static boolean isFormLogin(HttpServletRequest request) {
        return path(request).endsWith(FORM_LOGIN) || request.getRequestURI().contains(FORM_LOGIN);
    }

    /** Whether it is the form log-in at the one address where it belongs. */
    static boolean isOwnFormLogin(HttpServletRequest request) {
        return request.getRequestURI().equals(request.getContextPath() + FORM_LOGIN);
    }

    /** The path inside the application; of an error page the path whose answer it is. */
    private static String path(HttpServletRequest request) {
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        if (failed instanceof String uri) {
            return uri.substring(Math.min(request.getContextPath().length(), uri.length()));
        }
        String info = request.getPathInfo();
        return request.getServletPath() + (info == null ? "" : info);
    }
}
